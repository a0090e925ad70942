using System.Collections.Concurrent;
using System.Threading.Channels;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using static ConcurrencyTrace.Exploration.Tests.ObservedProgram;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Each wait on the real scheduler says for what it is, and who ended it, where.</summary>
public sealed class ObservedWakingTests
{
    [Fact]
    public void A_spin_lock_is_a_resource_while_somebody_spins_for_it()
    {
        var gate = new SpinLock();
        var (first, second) = (false, false);
        BlockedUntil(
            ObserveHeld(() => gate.Enter(ref first), () => gate.Exit(), () => gate.Enter(ref second)),
            BlockReason.Spin, ResourceKind.SpinLock, "SpinLock.Enter", "SpinLock.Exit");
    }

    [Fact]
    public void Who_goes_on_at_a_barrier_does_so_for_the_last_of_its_phase_though_that_is_at_the_next()
    {
        using var barrier = new Barrier(2);
        var trace = Observe(() =>
        {
            var other = OnceWaiting(() =>
            {
                barrier.SignalAndWait();
                barrier.SignalAndWait(0);
            });
            barrier.SignalAndWait();
            other.Join();
        });

        var arrivals = trace.Events.Where(e => e.Kind == EventKind.Signalled && e.Operation == 2).ToList();
        var unblocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == 1 && e.Detail == (long)BlockReason.Barrier);
        Assert.Equal((2, arrivals[0].Site), (unblocked.Operation, unblocked.Site));
        Assert.NotEqual(arrivals[0].Site, arrivals[1].Site);
    }

    [Fact]
    public void Who_awaits_work_that_was_handed_over_waits_for_a_task()
    {
        var trace = Observe(async () =>
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var after = go.Task.ContinueWith(static _ => { }, TaskScheduler.Default);
            go.SetResult();
            await after.ContinueWith(static _ => Thread.Sleep(1), TaskScheduler.Default);
        });

        Assert.DoesNotContain(trace.Events, e => e.Kind is EventKind.Blocked or EventKind.Unblocked && e.Detail == (long)BlockReason.Unknown);
    }

    [Fact]
    public void Who_waits_for_an_event_goes_on_for_the_first_who_sets_it_and_not_the_last()
    {
        using var slim = new ManualResetEventSlim();
        SetTwice(() => slim.Wait(), () => slim.Set(), () => slim.Set());
        using var handle = new AutoResetEvent(false);
        SetTwice(() => handle.WaitOne(), () => handle.Set(), () => handle.Set());
    }

    [Fact]
    public void A_spin_lock_that_is_not_had_in_time_lets_nobody_in()
    {
        var gate = new SpinLock();
        var trace = Observe(() =>
        {
            var taken = false;
            gate.Enter(ref taken);
            new Thread(() =>
            {
                var late = false;
                gate.TryEnter(1, ref late);
                Assert.False(late);
            }).Run();
            var again = false;
            gate.Exit();
            gate.TryEnter(ref again);
            Assert.True(again);
        });

        Assert.Equal(0, Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == 2).Operation);
    }

    [Fact]
    public void Whoever_needs_a_lazy_value_waits_for_the_first_ones_factory()
    {
        using var inside = new ManualResetEventSlim();
        var waiting = default(Thread);
        var lazy = new Lazy<int>(() =>
        {
            inside.Set();
            SpinWait.SpinUntil(() => (waiting!.ThreadState & ThreadState.WaitSleepJoin) != 0);
            return 7;
        });
        var trace = Observe(() =>
        {
            waiting = Thread.CurrentThread;
            var first = new Thread(() => Assert.Equal(7, lazy.Value));
            first.Start();
            while (!inside.IsSet)
            {
                Thread.Yield();
            }

            Assert.Equal(7, lazy.Value);
            first.Join();
            Assert.Equal(7, lazy.Value);
        });

        BlockedUntil(trace, BlockReason.LazyInitialization, ResourceKind.Lazy, "Lazy.Value", "Lazy.Value");
        Assert.Equal([2, 1], trace.Events.Where(e => e.Kind == EventKind.Acquired).Select(e => e.Operation)); // not where the value is there
    }

    [Fact]
    public void A_lazy_value_fails_as_it_does_unobserved()
    {
        var failing = new Lazy<int>(() => throw new FormatException());
        var recursive = default(Lazy<int>);
        recursive = new Lazy<int>(() => recursive!.Value);
        var trace = Observe(() =>
        {
            Assert.Throws<FormatException>(() => failing.Value);
            Assert.Throws<FormatException>(() => failing.Value);
            Assert.Throws<InvalidOperationException>(() => recursive.Value);
        });

        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.Blocked);
    }

    [Fact]
    public void A_lazy_initialiser_with_a_lock_waits_for_that()
    {
        var waiting = default(Thread);
        var inside = false;
        var (value, isMade, gate) = (0, false, (object?)null);
        int Make()
        {
            Volatile.Write(ref inside, true);
            SpinWait.SpinUntil(() => (waiting!.ThreadState & ThreadState.WaitSleepJoin) != 0);
            return 7;
        }

        BlockedUntil(
            Observe(() =>
            {
                waiting = Thread.CurrentThread;
                var first = new Thread(() => LazyInitializer.EnsureInitialized(ref value, ref isMade, ref gate, Make));
                first.Start();
                while (!Volatile.Read(ref inside))
                {
                    Thread.Yield();
                }

                Assert.Equal(7, LazyInitializer.EnsureInitialized(ref value, ref isMade, ref gate, Make));
                first.Join();
            }),
            BlockReason.Lock, ResourceKind.Monitor, "LazyInitializer.EnsureInitialized of value", "LazyInitializer.EnsureInitialized of value");
    }

    [Fact]
    public void The_upgradeable_side_of_a_lock_is_waited_for()
    {
        using var gate = new ReaderWriterLockSlim();
        BlockedUntil(
            ObserveHeld(gate.EnterUpgradeableReadLock, gate.ExitUpgradeableReadLock, () =>
            {
                gate.EnterUpgradeableReadLock();
                gate.ExitUpgradeableReadLock();
            }),
            BlockReason.ReaderLock, ResourceKind.ReaderWriterLock, "ReaderWriterLockSlim.EnterUpgradeableReadLock", "ReaderWriterLockSlim.ExitUpgradeableReadLock");
    }

    [Fact]
    public void An_upgrade_waits_for_readers()
    {
        using var slim = new ReaderWriterLockSlim();
        BlockedUntil(
            ObserveHeld(() => slim.EnterReadLock(), () => slim.ExitReadLock(), () =>
            {
                slim.EnterUpgradeableReadLock();
                slim.EnterWriteLock();
                slim.ExitWriteLock();
                slim.ExitUpgradeableReadLock();
            }),
            BlockReason.WriterLock, ResourceKind.ReaderWriterLock, "ReaderWriterLockSlim.EnterWriteLock", "ReaderWriterLockSlim.ExitReadLock");

        var old = new ReaderWriterLock();
        var trace = ObserveHeld(() => old.AcquireReaderLock(-1), () => old.ReleaseReaderLock(), () =>
        {
            old.AcquireReaderLock(-1);
            var cookie = old.UpgradeToWriterLock(-1);
            old.DowngradeFromWriterLock(ref cookie);
            old.ReleaseReaderLock();
        });
        BlockedUntil(trace, BlockReason.WriterLock, ResourceKind.ReaderWriterLock, "ReaderWriterLock.UpgradeToWriterLock", "ReaderWriterLock.ReleaseReaderLock");
        foreach (var kind in new[] { EventKind.Acquired, EventKind.Released })
        {
            Assert.Equal([HoldMode.Exclusive, HoldMode.Shared], trace.Events.Where(e => e.Kind == kind && e.Operation == 1).Select(e => (HoldMode)e.Detail).Order());
        }
    }

    [Fact]
    public void Of_several_handles_the_one_that_was_had_names_the_waker()
    {
        using var never = new AutoResetEvent(false);
        using var handle = new AutoResetEvent(false);
        BlockedUntil(
            ObserveWoken(() => Assert.Equal(1, WaitHandle.WaitAny([never, handle])), () => handle.Set()),
            BlockReason.Event, ResourceKind.Event, "WaitHandle.WaitAny", "EventWaitHandle.Set");

        using var set = new ManualResetEvent(true);
        BlockedUntil(
            ObserveWoken(() => Assert.True(WaitHandle.WaitAll([set, handle])), () => handle.Set()),
            BlockReason.Event, ResourceKind.Event, "WaitHandle.WaitAll", "EventWaitHandle.Set");

        using var asked = new AutoResetEvent(false);
        BlockedUntil(
            ObserveWoken(() => Assert.True(WaitHandle.SignalAndWait(asked, handle)), () =>
            {
                asked.WaitOne();
                handle.Set();
            }),
            BlockReason.Event, ResourceKind.Event, "WaitHandle.SignalAndWait", "EventWaitHandle.Set");
    }

    [Fact]
    public void Mutexes_among_several_handles_are_taken_and_given_back()
    {
        using var first = new Mutex();
        using var second = new Mutex();
        var trace = ObserveHeld(
            () => WaitHandle.WaitAll([first, second]),
            () =>
            {
                second.ReleaseMutex();
                first.ReleaseMutex();
            },
            () => (WaitHandle.WaitAny([first, second]) == 0 ? first : second).ReleaseMutex());

        BlockedUntil(trace, BlockReason.Mutex, ResourceKind.Mutex, "WaitHandle.WaitAny", "Mutex.ReleaseMutex");
        Assert.Equal([1, 2, 2], trace.Events.Where(e => e.Kind == EventKind.Acquired).Select(e => e.Operation).Order());
    }

    [Fact]
    public void A_handle_that_stands_for_an_event_or_a_token_is_signalled_with_it()
    {
        using var slim = new ManualResetEventSlim();
        BlockedUntil(
            ObserveWoken(() => slim.WaitHandle.WaitOne(), () => slim.Set()), BlockReason.Event, ResourceKind.Event, "WaitHandle.WaitOne", "ManualResetEventSlim.Set");

        using var source = new CancellationTokenSource();
        BlockedUntil(
            ObserveWoken(() => source.Token.WaitHandle.WaitOne(), () => source.Cancel()), BlockReason.Event, ResourceKind.Event, "WaitHandle.WaitOne", "CancellationTokenSource.Cancel");
    }

    [Fact]
    public void Whoever_leaves_a_barrier_lets_the_others_go_on()
    {
        using var barrier = new Barrier(2);
        BlockedUntil(
            ObserveWoken(() => barrier.SignalAndWait(), () => barrier.RemoveParticipant()),
            BlockReason.Barrier, ResourceKind.Barrier, "Barrier.SignalAndWait", "Barrier.RemoveParticipant");
    }

    [Fact]
    public void A_joined_thread_lets_its_joiner_go_on()
    {
        var trace = ObserveWoken(() => { }, () => { });

        var blocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Blocked && e.Operation == 1);
        Assert.Equal(((long)BlockReason.Join, "Thread.Join"), (blocked.Detail, trace.SiteAt(blocked.Site).Member));
        Assert.Equal(2, Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == 1).Operation);
    }

    [Theory]
    [InlineData(TaskCreationOptions.None)]
    [InlineData(TaskCreationOptions.RunContinuationsAsynchronously)]
    public void Whoever_completes_a_task_lets_those_go_on_who_wait_for_it(TaskCreationOptions options)
    {
        foreach (var (wait, member) in new (Action<Task<int>>, string)[]
        {
            (task => task.Wait(), "Task.Wait"),
            (task => Assert.Equal(7, task.Result), "Task.Result"),
            (task => task.GetAwaiter().GetResult(), "TaskAwaiter.GetResult"),
            (task => Task.WaitAll(Task.CompletedTask, task), "Task.WaitAll"),
            (task => Task.WaitAny(task, new TaskCompletionSource().Task), "Task.WaitAny"),
            (task => Task.WhenAll(task, Task.CompletedTask).Wait(), "Task.Wait"),
        })
        {
            var source = new TaskCompletionSource<int>(options);
            var trace = ObserveWoken(() => wait(source.Task), () => source.SetResult(7));
            WokenBy(trace, BlockReason.TaskWait, member, "TaskCompletionSource.SetResult");
        }

        var later = new TaskCompletionSource(options);
        WokenBy(
            Observe(async () =>
            {
                var waiting = Wait();
                var other = new Thread(() => later.SetResult());
                other.Start();
                other.Join();
                await waiting;

                async Task Wait() => await Task.WhenAny(Task.WhenAll(later.Task, Task.CompletedTask), new TaskCompletionSource().Task).Unwrap();
            }),
            BlockReason.TaskAwait, "await", "TaskCompletionSource.SetResult", waiter: 2, waker: 3);
    }

    [Fact]
    public void The_end_of_an_operation_lets_those_go_on_who_wait_for_its_task()
    {
        var trace = Observe(async () =>
        {
            var go = new TaskCompletionSource();
            var waited = Task.Run(() => go.Task.Wait());
            var awaiting = Await(waited);
            go.SetResult();
            await awaiting;

            static async Task Await(Task task)
            {
                await task;
                await Task.Yield();
            }
        });

        // The task has to be waiting before it can be let go on: whichever comes first, it is the task that lets the method go on.
        var method = Assert.Single(trace.Operations, o => o.Kind == OperationKind.Async).Id;
        var task = Assert.Single(trace.Operations, o => o.Kind == OperationKind.Task).Id;
        Assert.Equal(task, Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == method).Operation);
    }

    [Fact]
    public void What_nobody_of_the_program_completes_is_completed_by_nobody()
    {
        using var go = new ManualResetEventSlim();
        using var begin = new ManualResetEventSlim();
        var source = new TaskCompletionSource();
        var outside = new Thread(() =>
        {
            go.Wait();
            source.SetResult();
        });
        outside.Start();
        var trace = Observe(async () =>
        {
            var run = Task.Run(() => begin.Wait());
            var all = All(run, source.Task);
            begin.Set();
            await run;
            go.Set();
            await all;

            static async Task All(params Task[] tasks) => await Task.WhenAll(tasks);
        });
        outside.Join();

        var waiting = Assert.Single(trace.Operations, o => o.Kind == OperationKind.Async).Id;
        Assert.Equal(0, Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == waiting).Operation);
    }

    [Fact]
    public void Whoever_releases_a_semaphore_lets_an_asynchronous_waiter_in_which_holds_it_then()
    {
        using var permits = new SemaphoreSlim(0);
        var trace = Observe(async () =>
        {
            var waiting = Wait();
            permits.Release();
            await waiting;

            async Task Wait() => await permits.WaitAsync();
        });

        WokenBy(trace, BlockReason.Semaphore, "await", "SemaphoreSlim.Release", waiter: 2, waker: 1);
        Assert.Equal(2, Assert.Single(trace.Events, e => e.Kind == EventKind.Acquired).Operation);
    }

    [Fact]
    public void Items_and_room_come_from_whoever_puts_in_and_takes_out()
    {
        using var items = new BlockingCollection<int>(1);
        BlockedUntil(ObserveWoken(() => items.Take(), () => items.Add(1)), BlockReason.Collection, ResourceKind.Collection, "BlockingCollection.Take", "BlockingCollection.Add");
        items.Add(1);
        BlockedUntil(ObserveWoken(() => items.Add(2), () => items.Take()), BlockReason.Collection, ResourceKind.Collection, "BlockingCollection.Add", "BlockingCollection.Take");

        var channel = Channel.CreateBounded<int>(1);
        var trace = Observe(async () =>
        {
            Assert.True(channel.Writer.TryWrite(1));
            var writing = Write();
            Assert.True(channel.Reader.TryRead(out _));
            await writing;
            Assert.True(channel.Reader.TryRead(out _));
            var reading = Read();
            channel.Writer.Complete();
            Assert.False(await reading);
        });
        WokenBy(trace, BlockReason.ChannelSend, "await", "ChannelReader.TryRead", waiter: 2, waker: 1);
        WokenBy(trace, BlockReason.ChannelReceive, "await", "ChannelWriter.Complete", waiter: 3, waker: 1);

        async Task Write() => await channel.Writer.WriteAsync(2);
        async Task<bool> Read() => await channel.Reader.WaitToReadAsync();
    }

    [Fact]
    public void Of_several_collections_the_one_that_served_is_counted()
    {
        using var first = new BlockingCollection<int>(1);
        using var second = new BlockingCollection<int>(1);
        var trace = ObserveWoken(() => Assert.Equal(1, BlockingCollection<int>.TakeFromAny([first, second], out _)), () => second.Add(1));
        BlockedUntil(trace, BlockReason.Collection, ResourceKind.Collection, "BlockingCollection.TakeFromAny", "BlockingCollection.Add");
        Assert.Equal(
            Assert.Single(trace.Events, e => e.Kind == EventKind.Sent).Subject,
            Assert.Single(trace.Events, e => e.Kind == EventKind.Received && e.Operation == 1).Subject);

        first.Add(1);
        second.Add(1);
        BlockedUntil(
            ObserveWoken(() => Assert.Equal(1, BlockingCollection<int>.TryAddToAny([first, second], 2, -1)), () => second.Take()),
            BlockReason.Collection, ResourceKind.Collection, "BlockingCollection.TryAddToAny", "BlockingCollection.Take");
        Assert.DoesNotContain(
            Observe(() => Assert.Equal(-1, BlockingCollection<int>.TryAddToAny([first, second], 3))).Events, e => e.Kind is EventKind.Sent or EventKind.Received);
    }

    [Fact]
    public void A_delegate_made_of_a_member_is_that_member()
    {
        using var slim = new ManualResetEventSlim();
        Action wait = null!, set = null!;
        var trace = Observe(() =>
        {
            (wait, set) = (slim.Wait, slim.Set);
            var other = OnceWaiting(set);
            wait();
            other.Join();
        });
        BlockedUntil(trace, BlockReason.Event, ResourceKind.Event, "ManualResetEventSlim.Wait", "ManualResetEventSlim.Set");

        using var items = new BlockingCollection<string>();
        Func<string> take = null!;
        Action<string> add = null!;
        trace = Observe(() =>
        {
            (take, add) = (items.Take, items.Add);
            var other = OnceWaiting(() => add("one"));
            Assert.Equal("one", take());
            other.Join();
        });
        BlockedUntil(trace, BlockReason.Collection, ResourceKind.Collection, "BlockingCollection.Take", "BlockingCollection.Add");

        using var permits = new SemaphoreSlim(0);
        trace = Observe(async () =>
        {
            Func<Task> enter = permits.WaitAsync;
            Func<int> leave = permits.Release;
            var waiting = Wait(enter);
            leave();
            await waiting;
        });
        WokenBy(trace, BlockReason.Semaphore, "await", "SemaphoreSlim.Release", waiter: 2, waker: 1);

        // Made while nothing is observed, and called where nothing is.
        set();
        wait();
        add("two");
        Assert.Equal("two", take());

        static async Task Wait(Func<Task> enter) => await enter();
    }

    [Fact]
    public void A_query_in_parallel_is_an_operation_a_thread_made_where_it_says_what_to_do()
    {
        using var together = new Barrier(2);
        var trace = Observe(() =>
        {
            Enumerable.Range(0, 2).AsParallel().WithDegreeOfParallelism(2).ForAll(_ => together.SignalAndWait());
            Assert.Equal(
                [0, 2],
                Enumerable.Range(0, 2).AsParallel().AsOrdered().WithDegreeOfParallelism(2)
                    .Select(i =>
                    {
                        together.SignalAndWait();
                        return i;
                    })
                    .Where(i => i >= 0)
                    .Select(i => i * 2)
                    .ToArray());
        });

        var workers = trace.Operations.Skip(1).ToList();
        Assert.True(workers.Count is >= 2 and <= 4, Text(trace));
        Assert.All(workers, worker => Assert.Equal((OperationKind.Task, 1), (worker.Kind, worker.Creator)));
        Assert.Equal(["ParallelEnumerable.ForAll", "ParallelEnumerable.Select"], workers.Select(worker => trace.SiteAt(worker.CreationSite).Member).Distinct());
        Assert.All(workers, worker => Assert.Single(trace.Events, e => e.Kind == EventKind.OperationEnded && e.Operation == worker.Id));
    }

    private static void SetTwice(Action wait, Action first, Action second)
    {
        var trace = Observe(() =>
        {
            var other = OnceWaiting(() =>
            {
                first();
                second(); // hardly is anybody back so soon
            });
            wait();
            other.Join();
        });

        var sets = trace.Events.Where(e => e.Kind == EventKind.Signalled).ToList();
        var unblocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == 1 && e.Detail == (long)BlockReason.Event);
        Assert.Equal((2, sets[0].Site), (unblocked.Operation, unblocked.Site));
        Assert.NotEqual(sets[0].Site, sets[1].Site);
    }

    private static void WokenBy(Trace trace, BlockReason reason, string blockedAt, string unblockedAt, int waiter = 1, int waker = 2)
    {
        var blocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)reason && e.Operation == waiter);
        Assert.Equal(blockedAt, trace.SiteAt(blocked.Site).Member);
        var unblocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Detail == (long)reason && e.Subject == waiter);
        Assert.True(waker == unblocked.Operation, Text(trace));
        Assert.Equal(unblockedAt, trace.SiteAt(unblocked.Site).Member);
    }
}

file static class Extensions
{
    public static void Run(this Thread thread)
    {
        thread.Start();
        thread.Join();
    }
}
