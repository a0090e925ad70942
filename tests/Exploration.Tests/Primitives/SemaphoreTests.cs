using System.Collections.Concurrent;
using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Who waits for a semaphore that is a signal is idle when there is no work; who waits for one that is a lock, and has it, waits for ever.</summary>
public class SemaphoreTests
{
    [Fact]
    public void A_worker_that_is_told_of_work_by_a_semaphore_may_be_left_waiting_for_more() => Passes(async () =>
    {
        var work = new SemaphoreSlim(0);
        var done = new TaskCompletionSource();
        var left = 2;
        _ = Task.Run(async () =>
        {
            while (true)
            {
                await work.WaitAsync();
                if (--left == 0)
                {
                    done.SetResult();
                }
            }
        });
        await Task.WhenAll(Task.Run(() => work.Release()), Task.Run(() => work.Release()));
        await done.Task;
    });

    [Fact]
    public void A_thread_that_is_told_of_work_by_a_semaphore_may_be_left_waiting_for_more() => Passes(() =>
    {
        var work = new Semaphore(0, 2);
        using var done = new ManualResetEventSlim();
        var worker = new Thread(() =>
        {
            work.WaitOne();
            done.Set();
            work.WaitOne();
        });
        worker.IsBackground = true;
        worker.Start();
        work.Release();
        done.Wait();
    });

    [Fact]
    public void A_producer_waits_for_a_slot_that_a_consumer_frees_at_some_time() => Passes(async () =>
    {
        var slots = new SemaphoreSlim(1);
        var items = new ConcurrentQueue<int>();
        var producer = Task.Run(async () =>
        {
            for (var item = 0; item < 3; item++)
            {
                await slots.WaitAsync();
                items.Enqueue(item);
            }
        });
        for (var taken = 0; taken < 3;)
        {
            // Longer than it takes for a look at who waits for whom.
            for (var pause = 0; pause < 50; pause++)
            {
                await Task.Delay(1);
            }

            if (items.TryDequeue(out _))
            {
                slots.Release();
                taken++;
            }
        }

        await producer;
    });

    [Fact]
    public void A_producer_may_be_left_waiting_for_a_slot_that_a_consumer_would_free() => Passes(async () =>
    {
        var slots = new SemaphoreSlim(1);
        var items = Channel.CreateUnbounded<int>();
        _ = Task.Run(async () =>
        {
            for (var item = 0; item < 3; item++)
            {
                await slots.WaitAsync();
                await items.Writer.WriteAsync(item);
            }
        });
        await items.Reader.ReadAsync();
        slots.Release();
        await items.Reader.ReadAsync();
    });

    [Fact]
    public void Locks_made_of_semaphores_that_are_taken_in_opposite_orders_are_a_deadlock_beside_a_heartbeat() => Fails(FailureKind.Deadlock, async () =>
    {
        var (first, second) = (new SemaphoreSlim(1), new SemaphoreSlim(1));
        using var heartbeat = new Timer(static _ => { }, null, 1, 1);
        await Both(first, second);
        await Task.WhenAll(Task.Run(() => Both(first, second)), Task.Run(() => Both(second, first)));

        static async Task Both(SemaphoreSlim outer, SemaphoreSlim inner)
        {
            await outer.WaitAsync();
            await inner.WaitAsync();
            inner.Release();
            outer.Release();
        }
    });

    [Fact]
    public void Who_takes_a_semaphore_again_that_it_holds_waits_for_ever_though_the_body_has_ended() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new SemaphoreSlim(1, 1);
        _ = Task.Run(async () =>
        {
            await gate.WaitAsync();
            await gate.WaitAsync();
        });
        return Task.CompletedTask;
    });
}
