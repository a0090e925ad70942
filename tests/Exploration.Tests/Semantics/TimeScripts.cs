using System.Diagnostics;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Clocks and timers come to the same under control.</summary>
public class TimeScripts
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    [Fact]
    public void Timers() => AlikeAndControlled(script =>
    {
        using SemaphoreSlim ticks = new(0);
        script.Do(() => Tick(new Timer(_ => ticks.Release(), null, 1, -1)));
        script.Do(() => Tick(new Timer(_ => ticks.Release(), null, 1L, -1L)));
        script.Do(() => Tick(new Timer(_ => ticks.Release(), null, 1u, uint.MaxValue)));
        script.Do(() => Tick(new Timer(_ => ticks.Release(), null, TimeSpan.FromMilliseconds(1), Never)));
        var timer = new Timer(_ => ticks.Release());
        script.Get(() => timer.Change(1, -1) && ticks.Wait(1000));
        script.Get(() => timer.Change(1L, -1L) && ticks.Wait(1000));
        script.Get(() => timer.Change(1u, uint.MaxValue) && ticks.Wait(1000));
        script.Get(() => timer.Change(TimeSpan.FromMilliseconds(1), Never) && ticks.Wait(1000));
        script.Get(() => timer.Change(-2, 0));
        script.Get(() => timer.Change(-2L, 0));
        script.Get(() => timer.Change(TimeSpan.FromMilliseconds(-2), Never));
        script.Get(() => new Timer(null!));
        script.Get(() => new Timer(_ => { }, null, -2, 0));
        using ManualResetEvent disposed = new(false);
        script.Get(() => timer.Dispose(disposed) && disposed.WaitOne());
        script.Get(() => timer.Dispose(disposed));
        script.Get(() => timer.Change(1, -1));

        void Tick(Timer timer)
        {
            ticks.Wait();
            timer.Dispose();
        }
    });

    [Fact]
    public void Clocks() => AlikeAndControlled(script =>
    {
        var watch = new Stopwatch();
        script.Get(() => (watch.IsRunning, watch.ElapsedMilliseconds, watch.ElapsedTicks, watch.Elapsed));
        script.Do(watch.Start);
        script.Get(() => watch.IsRunning);
        script.Do(watch.Stop);
        script.Do(watch.Reset);
        script.Get(() => (watch.IsRunning, watch.ElapsedMilliseconds, watch.ElapsedTicks, watch.Elapsed));
        script.Do(watch.Restart);
        script.Get(() => watch.IsRunning);
        var before = TimeProvider.System.GetTimestamp();
        script.Get(() => TimeProvider.System.GetElapsedTime(before) < TimeSpan.FromHours(1));
        script.Get(() => TimeProvider.System.GetLocalNow() - DateTimeOffset.Now < TimeSpan.FromHours(1));
        script.Get(() => DateTime.Today <= DateTime.Now);
        script.Get(() => Environment.TickCount - Environment.TickCount < 1000);
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        script.Do(() => timer.Period = TimeSpan.FromMilliseconds(1));
        script.Get(() => timer.WaitForNextTickAsync().AsTask().Result);
        script.Do(() => timer.Period = TimeSpan.Zero);
    });
}
