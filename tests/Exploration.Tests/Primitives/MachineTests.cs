using System.Collections.Concurrent;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>What differs from machine to machine, and old or rare ways to do what others do, under control.</summary>
public class MachineTests
{
    [Fact]
    public void Programs_see_the_same_processors_on_every_machine() => Explore.Passes(() =>
    {
        Assert.Equal(4, Environment.ProcessorCount);
        Assert.Equal(0, Thread.GetCurrentProcessorId());
        Assert.Equal((0, 8), Ranges(Partitioner.Create(0, 100)));
        Assert.Equal((0L, 8L), Ranges(Partitioner.Create(0L, 100L)));
        Assert.Equal((0, 1), Ranges(Partitioner.Create(0, 3)));
    });

    [Fact]
    public void A_range_without_end_is_refused_as_outside() => Explore.Alike(script =>
    {
        script.Do(() => Partitioner.Create(3, 3));
        script.Do(() => Partitioner.Create(3L, 2L));
    });

    [Fact]
    public void A_task_is_on_a_thread_of_the_pool_and_a_thread_is_not() => Explore.Passes(async () =>
    {
        Assert.True(await Task.Run(() => Thread.CurrentThread.IsThreadPoolThread));
        var onThread = true;
        var thread = new Thread(() => onThread = Thread.CurrentThread.IsThreadPoolThread);
        thread.Start();
        thread.Join();
        Assert.False(onThread);
    });

    [Fact]
    public void A_thread_is_asleep_only_while_it_waits() => Explore.Passes(() =>
    {
        using var gate = new ManualResetEventSlim();
        var entered = false;
        var thread = new Thread(() =>
        {
            Volatile.Write(ref entered, true);
            gate.Wait();
        });
        Assert.Equal(ThreadState.Unstarted, thread.ThreadState);
        thread.Start();
        while (thread.ThreadState != ThreadState.WaitSleepJoin)
        {
            Thread.Yield();
        }

        Assert.True(Volatile.Read(ref entered));
        gate.Set();
        thread.Join();
        Assert.Equal(ThreadState.Stopped, thread.ThreadState);
    });

    [Fact]
    public void An_old_volatile_access_is_a_scheduling_point() => Explore.Fails(FailureKind.Assertion, () =>
    {
        var count = 0;
        Explore.Together(Increment, Increment);
        Assert.Equal(2, count);

#pragma warning disable SYSLIB0054 // obsolete, and in use
        void Increment() => Thread.VolatileWrite(ref count, Thread.VolatileRead(ref count) + 1);
#pragma warning restore SYSLIB0054
    });

    [Fact]
    public void A_copy_of_a_concurrent_collection_is_a_scheduling_point() => Explore.Fails(FailureKind.Assertion, () =>
    {
        var queue = new ConcurrentQueue<int>();
        var copy = new int[1];
        Explore.Together(() => queue.Enqueue(1), () => queue.CopyTo(copy, 0));
        Assert.Equal(1, copy[0]);
    });

    [Fact]
    public void An_alternate_lookup_is_a_scheduling_point() => Explore.Fails(FailureKind.Assertion, () =>
    {
        var words = new ConcurrentDictionary<string, int>();
        Explore.Together(Count, Count);
        Assert.Equal(2, words["word"]);

        void Count()
        {
            var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
            lookup["word"] = lookup.TryGetValue("word", out var count) ? count + 1 : 1;
        }
    });

    [Fact]
    public void An_async_stream_is_enumerated_by_blocking() => Explore.Passes(() =>
    {
        Assert.Equal([0, 1, 2], Numbers().ToBlockingEnumerable());

        static async IAsyncEnumerable<int> Numbers()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(TimeSpan.FromHours(1));
                yield return i;
            }
        }
    });

    [Fact]
    public void The_end_of_an_asynchronous_result_waits_for_its_task() => Explore.Passes(() =>
    {
        var result = TaskToAsyncResult.Begin(Delayed(), null, null);
        Assert.Equal(7, TaskToAsyncResult.End<int>(result));

        static async Task<int> Delayed()
        {
            await Task.Delay(TimeSpan.FromHours(1));
            return 7;
        }
    });

    [Fact]
    public void Handles_without_a_name_are_not_reported() => Explore.Passes(() =>
    {
        using var semaphore = new Semaphore(0, 1, null, out var isNew);
        using var signal = new EventWaitHandle(false, EventResetMode.AutoReset, null);
        Assert.True(isNew);
        Explore.Together(() => semaphore.Release(), () => semaphore.WaitOne(), () => signal.Set(), () => signal.WaitOne());
    });

    private static (T From, T To) Ranges<T>(OrderablePartitioner<Tuple<T, T>> partitioner) =>
        partitioner.GetDynamicPartitions().First() is var (from, to) ? (from, to) : default;
}
