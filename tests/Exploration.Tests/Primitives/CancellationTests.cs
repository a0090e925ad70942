using ConcurrencyTrace.Exploration;
using Microsoft.Extensions.Time.Testing;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class CancellationTests
{
    [Fact]
    public void Callbacks_are_steps_of_whoever_cancels() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new Lock();
        using var source = new CancellationTokenSource();
        using var registration = source.Token.Register(() => Task.Run(Take).Wait());
        lock (gate)
        {
            source.Cancel();
        }

        void Take()
        {
            lock (gate)
            {
            }
        }
    });

    [Fact]
    public void Cancelling_asynchronously_runs_them_elsewhere() => Passes(async () =>
    {
        var gate = new Lock();
        using var source = new CancellationTokenSource();
        using var registration = source.Token.Register(() => Task.Run(Take).Wait());
        Task cancelling;
        lock (gate)
        {
            cancelling = source.CancelAsync();
            Assert.True(source.IsCancellationRequested);
        }

        await cancelling;

        void Take()
        {
            lock (gate)
            {
            }
        }
    });

    [Fact]
    public void A_source_whose_time_is_up_is_not_reset() => Passes(async () =>
    {
        using var source = new CancellationTokenSource(1);
        await Task.Delay(1);
        if (source.TryReset())
        {
            await Task.Delay(1);
            Assert.False(source.IsCancellationRequested);
        }
    });

    [Fact]
    public void Callbacks_may_run_late_after_cancelling_asynchronously() => Fails(FailureKind.Assertion, async () =>
    {
        var called = false;
        using var source = new CancellationTokenSource();
        using var registration = source.Token.Register(() => Volatile.Write(ref called, true));
        var cancelling = source.CancelAsync();
        var seen = Volatile.Read(ref called);
        await cancelling;
        Assert.True(seen);
    });

    [Fact]
    public void A_registration_is_disposed_after_its_callback() => Passes(async () =>
    {
        using var source = new CancellationTokenSource();
        var isOpen = true;
        var registration = source.Token.Register(() =>
        {
            Interlocked.MemoryBarrier();
            Assert.True(Volatile.Read(ref isOpen));
        });
        var cancelling = Task.Run(source.Cancel);
        registration.Dispose();
        Volatile.Write(ref isOpen, false);
        await cancelling;
    });

    [Fact]
    public void Unregistering_does_not_wait() => Fails(FailureKind.Exception, async () =>
    {
        using var source = new CancellationTokenSource();
        var isOpen = true;
        var registration = source.Token.Register(() => Check(Volatile.Read(ref isOpen)));
        var cancelling = Task.Run(source.Cancel);
        registration.Unregister();
        Volatile.Write(ref isOpen, false);
        await cancelling;

        static void Check(bool open)
        {
            if (!open)
            {
                throw new InvalidOperationException("closed");
            }
        }
    });

    [Fact]
    public void Disposing_of_a_registration_under_a_lock_that_its_callback_takes_deadlocks() => Fails(FailureKind.Deadlock, async () =>
    {
        var gate = new Lock();
        using var source = new CancellationTokenSource();
        var registration = source.Token.Register(Take);
        var cancelling = Task.Run(source.Cancel);
        lock (gate)
        {
            registration.Dispose();
        }

        await cancelling;

        void Take()
        {
            lock (gate)
            {
            }
        }
    });

    [Fact]
    public void A_linked_source_follows_each_of_its_tokens() => Passes(async () =>
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(first.Token, second.Token);
        var cancelled = new TaskCompletionSource();
        using var registration = linked.Token.Register(cancelled.SetResult);
        var cancelling = Task.WhenAll(Task.Run(first.Cancel), Task.Run(second.Cancel));
        await cancelled.Task;
        await cancelling;
        Assert.True(linked.IsCancellationRequested);
    });

    [Fact]
    public void Disposing_of_a_linked_source_waits_for_a_callback_that_runs() => Passes(async () =>
    {
        using var source = new CancellationTokenSource();
        var linked = CancellationTokenSource.CreateLinkedTokenSource(source.Token);
        var isOpen = true;
        linked.Token.Register(() =>
        {
            Interlocked.MemoryBarrier();
            Assert.True(Volatile.Read(ref isOpen));
        });
        var cancelling = Task.Run(source.Cancel);
        linked.Dispose();
        Volatile.Write(ref isOpen, false);
        await cancelling;
    });

    [Fact]
    public void Sources_do_as_in_the_runtime() => Alike(script =>
    {
        var source = new CancellationTokenSource();
        var order = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            source.Token.Register(() => order.Add(number));
        }

        script.Do(source.Cancel);
        source.Token.Register(() => order.Add(9));
        script.Get(() => string.Join(",", order));
        script.Get(() => CancellationTokenSource.CreateLinkedTokenSource(source.Token).IsCancellationRequested);
        script.Get(() => CancellationTokenSource.CreateLinkedTokenSource(default, default).IsCancellationRequested);
        script.Do(() => CancellationTokenSource.CreateLinkedTokenSource([]));
        script.Do(() => CancellationTokenSource.CreateLinkedTokenSource(null!));
        var failing = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(failing.Token);
        failing.Token.Register(static () => throw new TimeoutException("a"));
        linked.Token.Register(static () => throw new IOException("b"));
        script.Do(failing.Cancel);
        script.Do(() => source.CancelAsync().Wait());
        script.Get(() => source.TryReset());
        source.Dispose();
        script.Do(source.Cancel);
        script.Do(() => source.CancelAsync().Wait());
        script.Do(() => source.CancelAfter(5));
        script.Get(() => source.Token.CanBeCanceled);
    });

    [Fact]
    public void A_clock_of_the_tests_own_keeps_working() => Passes(async () =>
    {
        var clock = new FakeTimeProvider();
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(5), clock);
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        var ticks = 0;
        using var counter = clock.CreateTimer(_ => Interlocked.Increment(ref ticks), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        var delay = Task.Delay(TimeSpan.FromMinutes(3), clock);
        var waiting = Task.Run(async () =>
        {
            Assert.True(await timer.WaitForNextTickAsync());
            await delay;
        });
        clock.Advance(TimeSpan.FromMinutes(4));
        await waiting;
        Assert.Equal(1, ticks);
        Assert.False(source.IsCancellationRequested);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(source.IsCancellationRequested);
    });

    [Fact]
    public void A_permit_released_after_the_cancellation_is_still_taken() => Fails(
        FailureKind.Assertion, () => ReleasedAfterCancelled(new SemaphoreSlim(0), static (it, token) => it.Wait(token), static it => it.Release()));

    [Fact]
    public void An_event_set_after_the_cancellation_still_lets_through() => Fails(
        FailureKind.Assertion, () => ReleasedAfterCancelled(new ManualResetEventSlim(), static (it, token) => it.Wait(token), static it => it.Set()));

    private static void ReleasedAfterCancelled<T>(T it, Action<T, CancellationToken> wait, Action<T> release)
    {
        using var source = new CancellationTokenSource();
        var waiting = Task.Run(() =>
        {
            try
            {
                wait(it, source.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        });
        source.Cancel();
        release(it);
        Assert.False(waiting.Result);
    }
}
