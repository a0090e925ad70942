using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class WaitHandleTests
{
    [Fact]
    public void A_handle_is_known_by_the_object_that_keeps_it()
    {
        var failure = Fails(FailureKind.Deadlock, () =>
        {
            using SemaphoreSlim permits = new(1);
            object gate = new();
            Together(
                () =>
                {
                    permits.Wait();
                    lock (gate)
                    {
                        permits.Release();
                    }
                },
                () =>
                {
                    lock (gate)
                    {
                        permits.AvailableWaitHandle.WaitOne();
                    }
                });
        });

        Assert.Contains("waits for SemaphoreSlim#1's handle held by op", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_signals_in_a_row_are_one_when_nobody_waits_yet() => Fails(FailureKind.Deadlock, () =>
    {
        var signal = new AutoResetEvent(false);
        Together(
            () => signal.WaitOne(),
            () => signal.WaitOne(),
            () =>
            {
                signal.Set();
                signal.Set();
            });
    });

    [Fact]
    public void Of_several_that_are_wanted_together_the_missing_one_is_named()
    {
        var failure = Fails(FailureKind.Deadlock, () =>
        {
            using AutoResetEvent there = new(false);
            using ManualResetEvent missing = new(false);
            Together(() => WaitHandle.WaitAll([there, missing]), () => there.Set());
        });
        Assert.EndsWith("waits for ManualResetEvent#1", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void An_automatic_event_lets_one_through_a_signal() => Passes(() =>
    {
        var signal = new AutoResetEvent(false);
        var taken = new AutoResetEvent(false);
        Together(
            () =>
            {
                signal.WaitOne();
                taken.Set();
            },
            () =>
            {
                signal.WaitOne();
                taken.Set();
            },
            () =>
            {
                signal.Set();
                taken.WaitOne();
                signal.Set();
                taken.WaitOne();
            });
        Assert.False(signal.WaitOne(0));
    });

    [Fact]
    public void A_pulse_of_a_manual_event_can_be_missed() => Fails(FailureKind.Deadlock, () =>
    {
        var signal = new ManualResetEvent(false);
        Together(() => signal.WaitOne(), () =>
        {
            signal.Set();
            signal.Reset();
        });
    });

    [Fact]
    public void A_pulse_lets_through_everybody_who_waits() => Passes(() =>
    {
        var signal = new ManualResetEvent(false);
        var waiting = Task.WhenAll(Task.Run(() => signal.WaitOne(1000)), Task.Run(() => signal.WaitOne(1000)));
        Thread.Sleep(500);
        signal.Set();
        signal.Reset();
        Assert.Equal([true, true], waiting.Result);
        Assert.False(signal.WaitOne(0));
    });

    [Fact]
    public void Looking_at_an_event_races_with_its_signal() => Fails(FailureKind.Assertion, () =>
    {
        var signal = new ManualResetEvent(false);
        Together(() => Assert.True(signal.WaitOne(0)), () => signal.Set());
    });

    [Fact]
    public void A_kernel_semaphore_admits_as_many_as_it_says() => Passes(() =>
    {
        var gate = new Semaphore(2, 2);
        var inside = 0;
        Action visit = () =>
        {
            Assert.True(gate.WaitOne(TimeSpan.FromSeconds(1)));
            Assert.InRange(Interlocked.Increment(ref inside), 1, 2);
            Interlocked.Decrement(ref inside);
            gate.Release();
        };
        Together(visit, visit, visit);
    });

    [Fact]
    public void A_kernel_semaphore_that_is_too_wide_is_found() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new Semaphore(2, 2);
        var inside = 0;
        Action visit = () =>
        {
            gate.WaitOne();
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
            gate.Release();
        };
        Together(visit, visit);
    });

    [Fact]
    public void Releasing_many_wakes_as_many() => Passes(() =>
    {
        var gate = new Semaphore(0, 3);
        Together(() => gate.WaitOne(), () => gate.WaitOne(), () => gate.WaitOne(), () => Assert.Equal(0, gate.Release(3)));
        Assert.False(gate.WaitOne(0));
    });

    [Fact]
    public void Whichever_comes_first_is_not_always_the_same() => Fails(FailureKind.Assertion, () =>
    {
        AutoResetEvent a = new(false), b = new(false);
        Together(() => a.Set(), () => b.Set(), () => Assert.Equal(0, WaitHandle.WaitAny([a, b])));
    });

    [Fact]
    public void Waiting_for_any_takes_one_and_leaves_the_other() => Passes(() =>
    {
        AutoResetEvent a = new(false), b = new(false);
        Together(() => a.Set(), () => b.Set(), () =>
        {
            var first = WaitHandle.WaitAny([a, b]);
            Assert.True((first == 0 ? b : a).WaitOne(1000));
        });
        Assert.Equal(WaitHandle.WaitTimeout, WaitHandle.WaitAny([a, b], TimeSpan.FromHours(1)));
    });

    [Fact]
    public void Waiting_for_all_takes_nothing_before_all_are_there() => Passes(() =>
    {
        AutoResetEvent a = new(false), b = new(false);
        Together(
            () => a.Set(),
            () =>
            {
                a.WaitOne();
                b.Set();
                a.Set();
            },
            () => Assert.True(WaitHandle.WaitAll([a, b], 1000)));
        Assert.False(a.WaitOne(0));
        Assert.False(b.WaitOne(0));
    });

    [Fact]
    public void Waiting_for_one_after_the_other_where_all_are_wanted_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        AutoResetEvent a = new(true), b = new(true);
        Action takeBoth(AutoResetEvent first, AutoResetEvent second) => () =>
        {
            first.WaitOne();
            second.WaitOne();
            first.Set();
            second.Set();
        };
        Together(takeBoth(a, b), takeBoth(b, a));
    });

    [Fact]
    public void Waiting_for_all_at_once_does_not() => Passes(() =>
    {
        AutoResetEvent a = new(true), b = new(true);
        Action takeBoth(params WaitHandle[] both) => () =>
        {
            WaitHandle.WaitAll(both);
            a.Set();
            b.Set();
        };
        Together(takeBoth(a, b), takeBoth(b, a));
    });

    [Fact]
    public void A_signal_before_the_wait_begins_is_not_lost() => Passes(() =>
    {
        AutoResetEvent ping = new(false), pong = new(false);
        Together(
            () => Assert.True(WaitHandle.SignalAndWait(ping, pong, 1000, false)),
            () =>
            {
                ping.WaitOne();
                pong.Set();
            });
    });

    [Fact]
    public void Signalling_and_waiting_for_one_another_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        AutoResetEvent ping = new(false), pong = new(false);
        Together(() => WaitHandle.SignalAndWait(ping, pong), () => ping.WaitOne());
    });

    [Fact]
    public void The_handle_of_a_token_is_signalled_by_cancelling() => Passes(() =>
    {
        using var source = new CancellationTokenSource();
        var stop = source.Token.WaitHandle;
        var work = new AutoResetEvent(false);
        Together(source.Cancel, () => Assert.Equal(1, WaitHandle.WaitAny([work, stop], 1000)));
    });

    [Fact]
    public void What_a_token_signals_may_come_before_the_work() => Fails(FailureKind.Assertion, () =>
    {
        using var source = new CancellationTokenSource();
        var stop = source.Token.WaitHandle;
        var work = new AutoResetEvent(false);
        Together(source.Cancel, () => work.Set(), () => Assert.Equal(0, WaitHandle.WaitAny([work, stop])));
    });

    [Fact]
    public void The_handle_of_a_slim_semaphore_follows_it() => Passes(() =>
    {
        var gate = new SemaphoreSlim(0);
        Together(() => gate.Release(), () =>
        {
            Assert.True(gate.AvailableWaitHandle.WaitOne(1000));
            Assert.True(gate.Wait(0));
        });
        Assert.False(gate.AvailableWaitHandle.WaitOne(1000));
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        AutoResetEvent automatic = new(false);
        ManualResetEvent manual = new(true);
        Semaphore semaphore = new(1, 2);
        script.Get(() => automatic.WaitOne(0));
        script.Get(() => automatic.WaitOne(1, false));
        script.Get(() => automatic.WaitOne(-2));
        script.Get(() => automatic.WaitOne(TimeSpan.FromMilliseconds(-2)));
        script.Get(() => automatic.WaitOne(TimeSpan.MaxValue));
        script.Get(automatic.Set);
        script.Get(automatic.WaitOne);
        script.Get(() => automatic.WaitOne(TimeSpan.Zero, true));
        script.Get(() => WaitHandle.WaitAny([automatic, manual, semaphore]));
        script.Get(() => WaitHandle.WaitAny([automatic], 0));
        script.Get(() => WaitHandle.WaitAny([]));
        script.Get(() => WaitHandle.WaitAny([null!]));
        script.Get(() => WaitHandle.WaitAny(null!));
        script.Get(() => WaitHandle.WaitAll([manual, manual]));
        script.Get(() => WaitHandle.WaitAll([manual, semaphore], 0));
        script.Get(() => WaitHandle.WaitAll([manual, semaphore], 1));
        script.Get(() => WaitHandle.WaitAll(Enumerable.Repeat<WaitHandle>(manual, 65).ToArray()));
        script.Get(() => semaphore.Release());
        script.Get(() => semaphore.Release(2));
        script.Get(() => semaphore.Release(0));
        script.Get(() => WaitHandle.SignalAndWait(automatic, manual));
        script.Get(() => WaitHandle.SignalAndWait(semaphore, automatic, TimeSpan.Zero, false));
        script.Get(() => WaitHandle.SignalAndWait(semaphore, automatic, -2, false));
        script.Get(() => WaitHandle.SignalAndWait(semaphore, automatic, 0, false));
        script.Get(() => WaitHandle.SignalAndWait(null!, automatic));
        script.Do(manual.Dispose);
        script.Get(manual.Set);
        script.Get(manual.WaitOne);
        script.Get(() => WaitHandle.WaitAny([automatic, manual], 0));
    });
}
