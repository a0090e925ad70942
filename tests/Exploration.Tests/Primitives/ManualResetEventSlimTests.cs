using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ManualResetEventSlimTests
{
    [Fact]
    public void A_reset_that_swallows_the_signal_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var ready = new ManualResetEventSlim();
        Together(
            ready.Wait,
            () =>
            {
                ready.Set();
                ready.Reset();
            });
    });

    [Fact]
    public void A_signal_that_stays_lets_everybody_through() => Passes(() =>
    {
        var ready = new ManualResetEventSlim();
        Together(ready.Wait, ready.Set, () => ready.Wait(CancellationToken.None), () => Assert.True(ready.Wait(Timeout.Infinite)));
        Assert.True(ready.IsSet);
    });

    [Fact]
    public void A_check_of_IsSet_before_the_wait_races() => Fails(FailureKind.Assertion, () =>
    {
        var ready = new ManualResetEventSlim();
        Together(() => Assert.True(ready.IsSet), ready.Set);
    });

    [Fact]
    public void A_wait_times_out_in_virtual_time() => Passes(() =>
    {
        var ready = new ManualResetEventSlim();
        Assert.False(ready.Wait(TimeSpan.FromDays(1)));
        Together(
            () =>
            {
                Thread.Sleep(500);
                ready.Set();
            },
            () =>
            {
                Assert.False(ready.Wait(100));
                Assert.True(ready.Wait(1000));
            });
    });

    [Fact]
    public void A_timeout_is_seen_when_the_signal_may_be_late() => Fails(FailureKind.Assertion, () =>
    {
        var ready = new ManualResetEventSlim();
        Together(
            () =>
            {
                Thread.Sleep(100);
                ready.Set();
            },
            () => Assert.True(ready.Wait(100)));
    });

    [Fact]
    public void A_wait_ends_by_cancellation() => Passes(() =>
    {
        var ready = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        Together(() => Assert.Throws<OperationCanceledException>(() => ready.Wait(source.Token)), source.Cancel);
        Assert.Throws<OperationCanceledException>(() => ready.Wait(1000, new CancellationTokenSource(10).Token));
    });

    [Fact]
    public void Its_kernel_handle_follows() => Passes(() =>
    {
        var ready = new ManualResetEventSlim();
        Together(ready.Set, () => Assert.True(ready.WaitHandle.WaitOne(1000)));
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        var signal = new ManualResetEventSlim();
        script.Get(() => signal.Wait(0));
        script.Get(() => signal.Wait(1));
        script.Get(() => signal.Wait(-2));
        script.Get(() => signal.Wait(TimeSpan.FromMilliseconds(-2)));
        script.Get(() => signal.Wait(TimeSpan.FromMilliseconds(-0.5)));
        script.Get(() => signal.Wait(TimeSpan.MaxValue));
        script.Do(() => signal.Wait(new CancellationToken(true)));
        script.Get(() => signal.IsSet);
        script.Do(signal.Set);
        script.Do(signal.Wait);
        script.Get(() => signal.IsSet);
        script.Do(() => signal.Wait(new CancellationToken(true)));
        script.Do(signal.Reset);
        script.Get(() => signal.WaitHandle.WaitOne(0));
        script.Do(signal.Set);
        script.Get(() => signal.WaitHandle.WaitOne(0));
        script.Do(signal.Dispose);
        script.Do(signal.Wait);
        script.Do(signal.Reset);
        script.Get(() => signal.WaitHandle is null);
    });
}
