using System.Collections.Concurrent;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class ParallelPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("ParallelLoopState.Stop", "stopped, where the iterations before were to be finished", FailureKind.Assertion,
            buggy: () => LeaveEarly(stop: true),
            correct: () => LeaveEarly(stop: false)),

        new("ParallelLoopState.LowestBreakIteration", "the first found taken for the lowest", FailureKind.Assertion,
            buggy: () => FirstMatch(lowest: false),
            correct: () => FirstMatch(lowest: true)),

        new("ParallelLoopState.IsExceptional", "goes on while another iteration has failed", FailureKind.Assertion,
            buggy: () => Failing(ask: false),
            correct: () => Failing(ask: true)),

        new("Parallel.For(localFinally)", "local sums added up without a lock", FailureKind.Assertion,
            buggy: () => LocalSums(atomic: false),
            correct: () => LocalSums(atomic: true)),

        new("Parallel.ForEach(partitioner)", "ranges that write into the next one's first cell", FailureKind.Assertion,
            buggy: () => Ranges(overlap: 1),
            correct: () => Ranges(overlap: 0)),

        new("ParallelOptions.MaxDegreeOfParallelism", "two connections, three workers", FailureKind.Assertion,
            buggy: () => Degree(workers: 3),
            correct: () => Degree(workers: 2)),

        new("ParallelOptions.CancellationToken", "what was done so far taken for everything", FailureKind.Assertion,
            buggy: () => CancelLoop(count: false),
            correct: () => CancelLoop(count: true)),

        new("Parallel.ForAsync", "an index kept in a field across an await", FailureKind.Assertion,
            buggy: () => Indexes(local: false),
            correct: () => Indexes(local: true)),

        new("ParallelEnumerable.ForAll", "a counter in the query", FailureKind.Assertion,
            buggy: () => ForAll(atomic: false),
            correct: () => ForAll(atomic: true)),

        new("ParallelEnumerable.Select", "a side effect on a list", FailureKind.DataRace,
            buggy: () => SideEffect(locked: false),
            correct: () => SideEffect(locked: true)),

        new("ParallelEnumerable.Where", "a filter that remembers what it saw", FailureKind.Assertion,
            buggy: () => Remember(concurrent: false),
            correct: () => Remember(concurrent: true)),

        new("ParallelEnumerable.AsOrdered", "the order of the source expected where none is kept", FailureKind.Assertion,
            buggy: () => Ordered(ordered: false),
            correct: () => Ordered(ordered: true)),
    ];

    private static void LeaveEarly(bool stop)
    {
        var done = new ConcurrentDictionary<int, bool>();
        Parallel.For(0, 4, (i, state) =>
        {
            if (i == 2 && stop)
            {
                state.Stop();
            }
            else if (i == 2)
            {
                state.Break();
            }

            done[i] = true;
        });
        Assert.True(done.ContainsKey(0) && done.ContainsKey(1));
    }

    private static void FirstMatch(bool lowest)
    {
        int[] values = [3, 7, 8, 9];
        var found = -1;
        var result = Parallel.For(0, values.Length, (i, state) =>
        {
            if (values[i] > 5)
            {
                Interlocked.CompareExchange(ref found, i, -1);
                state.Break();
            }
        });
        Assert.Equal(1, lowest ? result.LowestBreakIteration : found);
    }

    private static void Failing(bool ask)
    {
        var (failed, after) = (0, 0);
        Assert.Throws<AggregateException>(() => Parallel.For(0, 3, (i, state) =>
        {
            if (i == 0)
            {
                Volatile.Write(ref failed, 1);
                throw new TimeoutException();
            }

            if (ask && (state.IsExceptional || state.ShouldExitCurrentIteration))
            {
                return;
            }

            // Whoever asks may still be overtaken, and counts only what it began before.
            after += ask ? 0 : Volatile.Read(ref failed);
        }));
        Assert.Equal(0, after);
    }

    private static void LocalSums(bool atomic)
    {
        long total = 0;
        Parallel.For(0, 6, () => 0L, (i, _, sum) => sum + i, sum =>
        {
            if (atomic)
            {
                Interlocked.Add(ref total, sum);
            }
            else
            {
                total += sum;
            }
        });
        Assert.Equal(15, total);
    }

    private static void Ranges(int overlap)
    {
        var cells = new int[6];
        Parallel.ForEach(Partitioner.Create(0, 6, 3), range =>
        {
            for (var i = range.Item1; i < Math.Min(6, range.Item2 + overlap); i++)
            {
                cells[i] = range.Item1;
            }
        });
        Assert.Equal([0, 0, 0, 3, 3, 3], cells);
    }

    private static void Degree(int workers)
    {
        var (open, most) = (0, new ConcurrentBag<int>());
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            most.Add(Interlocked.Increment(ref open));
            Interlocked.Decrement(ref open);
        });
        Assert.True(most.Max() <= 2);
    }

    private static async Task CancelLoop(bool count)
    {
        using var source = new CancellationTokenSource();
        var done = 0;
        var cancelling = Task.Run(source.Cancel);
        var isWhole = true;
        try
        {
            Parallel.For(0, 3, new ParallelOptions { CancellationToken = source.Token }, _ => Interlocked.Increment(ref done));
        }
        catch (OperationCanceledException)
        {
            isWhole = !count;
        }

        await cancelling;
        Assert.True(!isWhole || done == 3);
    }

    private static async Task Indexes(bool local)
    {
        var (current, seen) = (0, new ConcurrentBag<int>());
        await Parallel.ForAsync(0, 3, async (i, _) =>
        {
            current = i;
            await Task.Yield();
            seen.Add(local ? i : current);
        });
        Assert.Equal([0, 1, 2], seen.Order());
    }

    private static void ForAll(bool atomic)
    {
        var sum = 0;
        Enumerable.Range(1, 4).AsParallel().ForAll(i =>
        {
            if (atomic)
            {
                Interlocked.Add(ref sum, i);
            }
            else
            {
                sum += i;
            }
        });
        Assert.Equal(10, sum);
    }

    private static void SideEffect(bool locked)
    {
        var seen = new List<int>();
        var doubled = Enumerable.Range(0, 4).AsParallel().Select(Double).Sum();
        Assert.Equal(12, doubled);

        int Double(int i)
        {
            if (locked)
            {
                lock (seen)
                {
                    seen.Add(i);
                }
            }
            else
            {
                seen.Add(i);
            }

            return i * 2;
        }
    }

    private static void Remember(bool concurrent)
    {
        var (seen, flags) = (new ConcurrentDictionary<int, bool>(), new bool[2]);
        int[] values = [1, 1, 0, 1];
        Assert.Equal(2, values.AsParallel().Where(IsNew).Count());

        bool IsNew(int value)
        {
            if (concurrent)
            {
                return seen.TryAdd(value, true);
            }

            var isNew = !flags[value];
            flags[value] = true;
            return isNew;
        }
    }

    private static void Ordered(bool ordered)
    {
        var source = Enumerable.Range(0, 4).AsParallel();
        var result = (ordered ? source.AsOrdered() : source).Select(i => i + 1).ToArray();
        Assert.Equal([1, 2, 3, 4], result);
    }
}
