using ConcurrencyTrace.Runtime.Recording;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>A schedule that ends early leaves what outlives it, static locks above all, as the next one needs it: the replay fails in the same way.</summary>
public class LaterScheduleTests
{
    private static readonly SemaphoreSlim Slim = new(1, 1);
    private static readonly Semaphore Kernel = new(1, 1);
    private static readonly SemaphoreSlim Signal = new(0);
    private static readonly Semaphore KernelSignal = new(0, 10);
    private static readonly Mutex Mutex = new();
    private static readonly object Monitor = new();
    private static readonly ReaderWriterLockSlim Shared = new();
    private static readonly ReaderWriterLock OldShared = new();
    private static readonly Lock Lock = new();
    private static readonly AutoResetEvent Turn = new(true);
    private static readonly ManualResetEvent Gate = new(false);
    private static readonly ManualResetEventSlim SlimGate = new(true);

    private static int flag;
    private static Task<bool>? never;
    private static Task? endless;

    public static TheoryData<string> Locks => [.. All.Keys];

    private static Dictionary<string, (Action Enter, Action Exit)> All { get; } = new()
    {
        ["semaphore"] = (Slim.Wait, () => Slim.Release()),
        ["semaphore, awaited"] = (() => Slim.WaitAsync().GetAwaiter().GetResult(), () => Slim.Release()),
        ["kernel's semaphore"] = (() => Kernel.WaitOne(), () => Kernel.Release()),
        ["one of several"] = (() => WaitHandle.WaitAny([Kernel]), () => Kernel.Release()),
        ["mutex"] = (() => Mutex.WaitOne(), Mutex.ReleaseMutex),
        ["all of several"] = (() => WaitHandle.WaitAll([Mutex, Kernel]), () => Give(Mutex, Kernel)),
        ["monitor"] = (() => System.Threading.Monitor.Enter(Monitor), () => System.Threading.Monitor.Exit(Monitor)),
        ["lock"] = (Lock.Enter, Lock.Exit),
        ["reader-writer lock"] = (Shared.EnterWriteLock, Shared.ExitWriteLock),
        ["reader-writer lock, upgradeable"] = (Shared.EnterUpgradeableReadLock, Shared.ExitUpgradeableReadLock),
        ["old reader-writer lock"] = (() => OldShared.AcquireWriterLock(-1), OldShared.ReleaseWriterLock),
        ["event"] = (() => Turn.WaitOne(), () => Turn.Set()),
        ["event, one of several"] = (() => WaitHandle.WaitAny([Turn, Gate]), () => Turn.Set()),
        ["event, given with a wait for another"] = (() => Turn.WaitOne(), () => WaitHandle.SignalAndWait(Turn, SlimGate.WaitHandle)),
    };

    [Theory]
    [MemberData(nameof(Locks))]
    public void A_static_lock_that_a_failed_schedule_held_is_free(string name)
    {
        var (enter, exit) = All[name];
        Fails(FailureKind.Assertion, () =>
        {
            var count = 0;
            Together(Add, Add);

            void Add()
            {
                enter();
                var before = count;
                exit();
                enter();
                Assert.Equal(before, count);
                count = before + 1;
                exit();
            }
        });

        Passes(() => Together(() => Pass(enter, exit), () => Pass(enter, exit)));
    }

    [Fact]
    public void A_static_signal_has_been_given_as_often_as_before()
    {
        Fails(FailureKind.Assertion, () =>
        {
            var given = false;
            Together(
                () =>
                {
                    Signal.Release(2);
                    KernelSignal.Release();
                    Volatile.Write(ref given, true);
                },
                () =>
                {
                    Signal.Wait();
                    KernelSignal.WaitOne();
                    Assert.True(Volatile.Read(ref given));
                    Signal.Wait();
                });
        });

        Passes(() => Assert.Equal((false, false), (Signal.Wait(0), KernelSignal.WaitOne(0))));
    }

    [Fact]
    public void A_static_event_is_as_it_was()
    {
        Fails(FailureKind.Assertion, () =>
        {
            var opened = false;
            Together(
                () =>
                {
                    Gate.Set();
                    SlimGate.Reset();
                    Volatile.Write(ref opened, true);
                },
                () =>
                {
                    Gate.WaitOne();
                    Assert.True(Volatile.Read(ref opened));
                    Gate.Reset();
                    SlimGate.Set();
                });
        });

        Passes(() => Assert.Equal((false, true), (Gate.WaitOne(0), SlimGate.IsSet)));
    }

    [Fact]
    public void A_permit_that_was_given_with_a_wait_is_taken_back()
    {
        Fails(FailureKind.Assertion, () =>
        {
            WaitHandle.SignalAndWait(KernelSignal, Turn);
            Turn.Set();
            Assert.Fail("so that the permit is left");
        });

        Passes(() => Assert.False(KernelSignal.WaitOne(0)));
    }

    [Fact]
    public void A_permit_that_was_handed_to_who_never_went_on_is_not_lost()
    {
        Fails(FailureKind.Assertion, () =>
        {
            var waits = false;
            var first = new Thread(() =>
            {
                Kernel.WaitOne();
                Kernel.Release();
                Assert.False(Volatile.Read(ref waits)); // leaves the thread, and so ends the schedule at once
            });
            var second = new Thread(() =>
            {
                Volatile.Write(ref waits, true);
                Kernel.WaitOne();
                Kernel.Release();
            });
            first.Start();
            second.Start();
            first.Join();
            second.Join();
        });

        Passes(() =>
        {
            Assert.True(Kernel.WaitOne(0));
            Kernel.Release();
        });
    }

    [Fact]
    public void A_flag_that_stands_for_a_lock_is_given_back_by_who_was_in_the_middle()
    {
        Fails(FailureKind.Assertion, () =>
        {
            var holder = new Thread(PassFlag);
            var other = new Thread(() => Assert.Equal(0, Volatile.Read(ref flag))); // leaves the thread, and so ends the schedule at once
            holder.Start();
            other.Start();
            holder.Join();
            other.Join();
        });

        Passes(() => Assert.Equal(0, Volatile.Read(ref flag)));
    }

    [Fact]
    public void A_flag_is_given_back_by_who_ran_into_a_data_race_and_by_who_waits_for_it()
    {
        Fails(FailureKind.DataRace, () =>
        {
            var list = new List<int>();
            Together(
                () =>
                {
                    PassFlag();
                    list.Add(1);
                },
                () =>
                {
                    TakeFlag();
                    list.Add(2);
                    Volatile.Write(ref flag, 0);
                });
        });

        Passes(() => Assert.Equal(0, Volatile.Read(ref flag)));
    }

    [Fact]
    public void Who_waits_for_ever_when_a_schedule_fails_is_unwound()
    {
        var unwound = 0;
        Fails(FailureKind.Assertion, () =>
        {
            var never = new TaskCompletionSource();
            unwound = 0;
            _ = Wait();
            _ = Task.Run(Wait);
            Thread.Sleep(TimeSpan.FromSeconds(1));
            Assert.Fail("while they wait");

            async Task Wait()
            {
                try
                {
                    await never.Task;
                }
                finally
                {
                    unwound++;
                }
            }
        });

        Assert.Equal(2, unwound);
    }

    [Fact]
    public void A_static_task_that_nobody_completes_is_not_waited_for_in_real_time()
    {
        var result = Explorer.Run(async () =>
        {
            never ??= new TaskCompletionSource<bool>().Task;
            endless ??= Task.Delay(Timeout.Infinite);
            var late = Task.Delay(TimeSpan.FromHours(1));
            Assert.Same(late, await Task.WhenAny(never, endless, late));
        });

        Assert.Null(result.Failure);
        Assert.Empty(result.Uncontrolled);
        Fails(FailureKind.Deadlock, () => never!);
    }

    [Fact]
    public void What_happens_after_a_failure_is_no_part_of_it()
    {
        var result = Explorer.Run(async () =>
        {
            var other = Task.Run(() => Task.Run(() => Monitor.GetHashCode()));
            await Task.Yield();
            Assert.Null(other);
        });

        var operations = result.Failure!.Trace.Operations.Count;
        Assert.All(result.Failure.Trace.Events, e => Assert.InRange(e.Operation, 0, operations));
        Assert.Equal(EventKind.OperationEnded, result.Failure.Trace.Events[^1].Kind);
        Assert.Equal(1, result.Failure.Trace.Events[^1].Operation);
    }

    private static void TakeFlag()
    {
        while (Interlocked.CompareExchange(ref flag, 1, 0) != 0)
        {
            Thread.Yield();
        }
    }

    private static void PassFlag()
    {
        TakeFlag();
        Volatile.Write(ref flag, 0);
    }

    private static void Pass(Action enter, Action exit)
    {
        enter();
        exit();
    }

    private static void Give(Mutex mutex, Semaphore semaphore)
    {
        mutex.ReleaseMutex();
        semaphore.Release();
    }
}
