using System.Collections.Concurrent;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ParallelLoopTests
{
    [Fact]
    public void A_sum_without_interlocked_loses_an_update() => Fails(FailureKind.Assertion, () =>
    {
        var sum = 0;
        Parallel.For(0, 3, (i, state) => sum += i);
        Assert.Equal(3, sum);
    });

    [Fact]
    public void Local_sums_lose_none() => Passes(() =>
    {
        var sum = 0L;
        var result = Parallel.For(0L, 4L, () => 0L, static (i, _, local) => local + i, local => Interlocked.Add(ref sum, local));
        Assert.Equal(6, sum);
        Assert.True(result.IsCompleted);
    });

    [Fact]
    public void Adding_up_local_sums_without_interlocked_loses_one() => Fails(FailureKind.Assertion, () =>
    {
        var sum = 0;
        Parallel.ForEach([1, 2, 3], () => 0, static (item, _, _, local) => local + item, local => sum += local);
        Assert.Equal(6, sum);
    });

    [Fact]
    public void Every_iteration_below_a_break_runs() => Passes(() =>
    {
        var ran = new bool[6];
        var result = Parallel.For(0, ran.Length, (i, state) =>
        {
            ran[i] = true;
            if (i == 3)
            {
                state.Break();
            }
        });
        Assert.False(result.IsCompleted);
        Assert.Equal(3, result.LowestBreakIteration);
        Assert.All(ran.Take(4), Assert.True);
    });

    [Fact]
    public void An_iteration_above_a_break_may_run() => Fails(FailureKind.Assertion, () =>
    {
        var above = false;
        Parallel.For(0L, 3L, (i, state) =>
        {
            above |= i == 2;
            if (i == 0)
            {
                state.Break();
            }
        });
        Assert.False(above);
    });

    [Fact]
    public void Stop_does_not_wait_for_lower_iterations() => Fails(FailureKind.Assertion, () =>
    {
        var done = 0;
        var result = Parallel.ForEach([0, 1, 2], (i, state) =>
        {
            if (i == 2)
            {
                state.Stop();
            }
            else if (!state.ShouldExitCurrentIteration)
            {
                Interlocked.Increment(ref done);
            }
        });
        Assert.Null(result.LowestBreakIteration);
        Assert.Equal(2, done);
    });

    [Fact]
    public void Loops_end_as_in_the_runtime() => Alike(script =>
    {
        var one = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        var cancelled = new ParallelOptions { CancellationToken = new CancellationToken(true) };
        script.Get(() => Parallel.For(0, 0, _ => { }).IsCompleted);
        script.Get(() => Show(Parallel.For(0, 5, one, (i, s) => Act(i == 2, s.Break))));
        script.Get(() => Show(Parallel.ForEach([1, 2, 3], one, (i, s, index) => Act(index == 1, s.Stop))));
        script.Get(() => Show(Parallel.For(0, 5, one, (i, s) => Act(i == 2, () => throw new TimeoutException("late")))));
        script.Do(() => Parallel.For(0, 5, one, (i, s) =>
        {
            s.Stop();
            s.Break();
        }));
        script.Do(() => Parallel.For(0, 5, cancelled, i => { }));
        script.Do(() => Parallel.ForEach([1], cancelled, i => { }));
        script.Do(() => Parallel.Invoke(cancelled, () => { }));
        script.Do(() => Parallel.Invoke(one, () => throw new TimeoutException("late"), () => throw new IOException("file")));
        script.Get(() => Parallel.ForEachAsync([1], cancelled, (_, _) => default).Status);
        script.Get(() => Show(Parallel.ForEach(Partitioner.Create(0, 10, 4), one, (range, s) => Act(range.Item1 == 4, s.Break))));
        script.Do(() => Parallel.ForEach(Throwing(), one, _ => { }));
        script.Get(() => string.Join(",", ((IEnumerable<Exception>)Parallel.ForEachAsync([1, 2], one, (i, _) => throw new TimeoutException($"{i}"))
            .ContinueWith(t => t.Exception!.InnerExceptions).Result).Select(e => e.Message)));

        static void Act(bool now, Action action)
        {
            if (now)
            {
                action();
            }
        }

        static string Show(ParallelLoopResult result) => $"{result.IsCompleted} {result.LowestBreakIteration}";

        static IEnumerable<int> Throwing()
        {
            yield return 1;
            throw new TimeoutException("no more");
        }
    });

    [Fact]
    public void Cancelling_from_an_iteration_ends_the_loop() => Passes(() =>
    {
        using var source = new CancellationTokenSource();
        var thrown = Assert.Throws<OperationCanceledException>(() => Parallel.For(
            0, 100, new ParallelOptions { CancellationToken = source.Token, MaxDegreeOfParallelism = 2 }, i => source.Cancel()));
        Assert.Equal(source.Token, thrown.CancellationToken);
    });

    [Fact]
    public void One_worker_is_the_callers_own_thread() => Passes(() =>
    {
        var gate = new Lock();
        lock (gate)
        {
            Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 1 }, _ =>
            {
                lock (gate)
                {
                }
            });
        }
    });

    [Fact]
    public void A_lock_held_around_the_loop_deadlocks_its_workers() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new Lock();
        lock (gate)
        {
            Parallel.For(0, 2, _ =>
            {
                lock (gate)
                {
                }
            });
        }
    });

    [Fact]
    public void Actions_of_invoke_may_wait_for_each_other() => Passes(() =>
    {
        using var barrier = new Barrier(6);
        Parallel.Invoke([.. Enumerable.Repeat<Action>(barrier.SignalAndWait, 6)]);
    });

    [Fact]
    public void A_lazy_source_is_enumerated_by_one_at_a_time() => Passes(() =>
    {
        var inside = 0;
        var sum = 0;
        Parallel.ForEach(Items(), item => Interlocked.Add(ref sum, item));
        Parallel.ForEach(Partitioner.Create(Items()), item => Interlocked.Add(ref sum, item));
        Assert.Equal(12, sum);

        IEnumerable<int> Items()
        {
            for (var i = 1; i <= 3; i++)
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
                yield return i;
            }
        }
    });

    [Fact]
    public void Ranges_of_a_partitioner_run_beside_each_other() => Fails(FailureKind.Assertion, () =>
    {
        var sum = 0;
        Parallel.ForEach(Partitioner.Create(0, 4, 2), range =>
        {
            for (var i = range.Item1; i < range.Item2; i++)
            {
                sum++;
            }
        });
        Assert.Equal(4, sum);
    });

    [Fact]
    public void Asynchronous_loops_interleave() => Fails(FailureKind.Assertion, async () =>
    {
        var count = 0;
        await Parallel.ForAsync(0, 2, async (_, token) =>
        {
            var seen = count;
            await Task.Yield();
            count = seen + 1;
        });
        Assert.Equal(2, count);
    });

    [Fact]
    public void An_asynchronous_source_is_taken_one_by_one() => Passes(async () =>
    {
        var taking = 0;
        var sum = 0;
        await Parallel.ForEachAsync(Items(), async (item, token) =>
        {
            await Task.Delay(item, token);
            Interlocked.Add(ref sum, item);
        });
        Assert.Equal(6, sum);

        async IAsyncEnumerable<int> Items()
        {
            for (var i = 1; i <= 3; i++)
            {
                Assert.Equal(1, Interlocked.Increment(ref taking));
                await Task.Delay(10);
                Interlocked.Decrement(ref taking);
                yield return i;
            }
        }
    });

    [Fact]
    public void No_more_run_at_once_than_the_degree_allows() => Passes(async () =>
    {
        var running = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2 };
        await Parallel.ForEachAsync([1, 2, 3, 4], options, async (_, _) =>
        {
            Assert.InRange(Interlocked.Increment(ref running), 1, 2);
            await Task.Delay(5, CancellationToken.None);
            Interlocked.Decrement(ref running);
        });
    });

    [Fact]
    public void A_deadlock_inside_an_asynchronous_loop_is_one() => Fails(FailureKind.Deadlock, async () =>
    {
        using var first = new SemaphoreSlim(1);
        using var second = new SemaphoreSlim(1);
        await Parallel.ForEachAsync([true, false], async (forward, token) =>
        {
            await (forward ? first : second).WaitAsync(token);
            await (forward ? second : first).WaitAsync(token);
            first.Release();
            second.Release();
        });
    });

    [Fact]
    public void Iterations_run_on_a_scheduler_of_the_users() => Passes(() =>
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var running = 0;
        Parallel.For(0, 3, new ParallelOptions { TaskScheduler = pair.ExclusiveScheduler }, _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            Interlocked.Decrement(ref running);
        });
    });
}
