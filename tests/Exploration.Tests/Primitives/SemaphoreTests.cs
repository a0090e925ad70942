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
