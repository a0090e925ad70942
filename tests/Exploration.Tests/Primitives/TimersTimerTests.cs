using System.ComponentModel;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;
using Timer = System.Timers.Timer;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class TimersTimerTests
{
    [Fact]
    public void It_ticks_in_virtual_time() => Passes(() =>
    {
        using var timer = new Timer(TimeSpan.FromHours(1));
        using var ticks = new CountdownEvent(3);
        var last = DateTime.MinValue;
        timer.Elapsed += (_, e) =>
        {
            last = e.SignalTime;
            if (!ticks.IsSet)
            {
                ticks.Signal();
            }
        };
        var before = DateTime.Now;
        timer.Start();
        ticks.Wait();
        timer.Stop();
        Assert.Equal(TimeSpan.FromHours(3), last - before);
    });

    [Fact]
    public void Without_auto_reset_it_ticks_once() => Passes(() =>
    {
        var ticks = 0;
        using var timer = new Timer(10) { AutoReset = false };
        timer.Elapsed += (_, _) => Interlocked.Increment(ref ticks);
        timer.Enabled = true;
        Thread.Sleep(100);
        Assert.Equal(1, Volatile.Read(ref ticks));
        Assert.False(timer.Enabled);
        timer.Start();
        Thread.Sleep(100);
        Assert.Equal(2, Volatile.Read(ref ticks));
    });

    [Fact]
    public void Handlers_of_two_ticks_overlap() => Fails(FailureKind.Assertion, () =>
    {
        var inside = 0;
        var overlapped = false;
        using var timer = new Timer(10);
        timer.Elapsed += (_, _) =>
        {
            overlapped |= Interlocked.Increment(ref inside) > 1;
            Thread.Sleep(10);
            Interlocked.Decrement(ref inside);
        };
        timer.Start();
        Thread.Sleep(50);
        Assert.False(overlapped);
    });

    [Fact]
    public void A_handler_may_run_after_stop() => Fails(FailureKind.Assertion, () =>
    {
        var ticks = 0;
        using var timer = new Timer(10);
        timer.Elapsed += (_, _) => Interlocked.Increment(ref ticks);
        timer.Start();
        Thread.Sleep(10);
        timer.Stop();
        var seen = Volatile.Read(ref ticks);
        Thread.Sleep(20);
        Assert.Equal(seen, Volatile.Read(ref ticks));
    });

    [Fact]
    public void The_interval_can_be_changed_while_it_runs() => Passes(() =>
    {
        using var ticked = new ManualResetEventSlim();
        using var timer = new Timer(TimeSpan.FromDays(1)) { AutoReset = false };
        timer.Elapsed += (_, _) => ticked.Set();
        timer.Start();
        var before = DateTime.UtcNow;
        timer.Interval = 20;
        ticked.Wait();
        Assert.Equal(20, (DateTime.UtcNow - before).TotalMilliseconds, 1e-3);
    });

    [Fact]
    public void A_timer_that_was_disposed_ticks_no_more() => Passes(() =>
    {
        var ticks = 0;
        var timer = new Timer(10);
        timer.Elapsed += (_, _) => Interlocked.Increment(ref ticks);
        timer.Start();
        timer.Dispose();
        Thread.Sleep(50);
        Assert.Equal(0, Volatile.Read(ref ticks));
    });

    [Fact]
    public void Handlers_go_to_the_synchronizing_object() => Passes(() =>
    {
        var target = new Target();
        using var ticked = new ManualResetEventSlim();
        using var timer = new Timer(10) { AutoReset = false, SynchronizingObject = target };
        timer.Elapsed += (_, _) => ticked.Set();
        timer.Start();
        ticked.Wait();
        Assert.Equal(1, target.Calls);
    });

    [Fact]
    public void Its_members_do_as_in_the_runtime() => Alike(script =>
    {
        var timer = new Timer();
        script.Get(() => $"{timer.Interval} {timer.AutoReset} {timer.Enabled}");
        script.Do(() => timer.Interval = 0);
        script.Do(() => timer.Interval = 5e9);
        script.Do(() => timer.Enabled = true);
        timer.Stop();
        script.Get(() => timer.Interval);
        timer.Interval = 60_000;
        timer.BeginInit();
        timer.Enabled = true;
        script.Get(() => timer.Enabled);
        timer.EndInit();
        script.Get(() => timer.Enabled);
        timer.Close();
        script.Get(() => timer.Enabled);
        timer.Start();
        timer.Dispose();
        script.Do(timer.Start);
        script.Do(() => new Timer(-1).Start());
    });

    private sealed class Target : ISynchronizeInvoke
    {
        public int Calls { get; private set; }

        public bool InvokeRequired => true;

        public IAsyncResult BeginInvoke(Delegate method, object?[]? args)
        {
            Calls++;
            return Task.FromResult(method.DynamicInvoke(args));
        }

        public object? EndInvoke(IAsyncResult result) => ((Task<object?>)result).Result;

        public object? Invoke(Delegate method, object?[]? args) => method.DynamicInvoke(args);
    }
}
