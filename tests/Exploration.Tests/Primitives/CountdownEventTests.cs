using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class CountdownEventTests
{
    [Fact]
    public void One_signal_short_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var pending = new CountdownEvent(3);
        Together(() => pending.Signal(), () => pending.Signal(), pending.Wait);
    });

    [Fact]
    public void The_last_signal_lets_everybody_through() => Passes(() =>
    {
        var pending = new CountdownEvent(3);
        var signalled = 0;
        Together(
            () =>
            {
                Interlocked.Add(ref signalled, 2);
                pending.Signal(2);
            },
            () =>
            {
                Interlocked.Increment(ref signalled);
                pending.Signal();
            },
            () =>
            {
                pending.Wait();
                Assert.Equal(3, signalled);
            },
            () => Assert.True(pending.Wait(Timeout.Infinite)));
    });

    [Fact]
    public void Adding_to_a_count_that_may_be_zero_fails() => Fails(FailureKind.Exception, () =>
    {
        var pending = new CountdownEvent(1);
        Together(() => pending.Signal(), () =>
        {
            pending.AddCount();
            pending.Signal();
        });
    });

    [Fact]
    public void Adding_before_the_first_signal_passes() => Passes(() =>
    {
        var pending = new CountdownEvent(1);
        pending.AddCount();
        Together(() => pending.Signal(), () => pending.Signal(), pending.Wait);
        Assert.False(pending.TryAddCount());
    });

    [Fact]
    public void A_try_to_add_that_fails_is_seen() => Fails(FailureKind.Assertion, () =>
    {
        var pending = new CountdownEvent(1);
        Together(() => pending.Signal(), () => Assert.True(pending.TryAddCount()));
    });

    [Fact]
    public void A_count_read_while_others_signal_is_not_reliable() => Fails(FailureKind.Assertion, () =>
    {
        var pending = new CountdownEvent(2);
        Together(() => pending.Signal(), () => Assert.Equal(2, pending.CurrentCount));
    });

    [Fact]
    public void Waits_end_by_time_and_by_cancellation() => Passes(() =>
    {
        var pending = new CountdownEvent(1);
        Assert.False(pending.Wait(TimeSpan.FromDays(1)));
        using var source = new CancellationTokenSource(100);
        Assert.Throws<OperationCanceledException>(() => pending.Wait(1000, source.Token));
        Together(() => pending.Signal(), () => Assert.True(pending.WaitHandle.WaitOne(1000)));
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        var count = new CountdownEvent(2);
        script.Get(() => count.Wait(0));
        script.Get(() => count.Wait(-2));
        script.Get(() => count.Signal(3));
        script.Get(() => count.Signal(0));
        script.Get(() => count.Signal());
        script.Do(() => count.AddCount(2));
        script.Do(() => count.AddCount(-1));
        script.Get(() => count.Signal(3));
        script.Get(() => count.Signal());
        script.Do(() => count.AddCount());
        script.Get(() => count.TryAddCount());
        script.Do(count.Wait);
        script.Do(() => count.Wait(new CancellationToken(true)));
        script.Do(() => count.Reset(0));
        script.Get(() => count.IsSet);
        script.Do(() => count.Reset(-1));
        script.Do(count.Reset);
        script.Get(() => (count.CurrentCount, count.InitialCount, count.IsSet));
        script.Do(count.Dispose);
        script.Do(count.Wait);
        script.Get(() => count.Signal());
    });
}
