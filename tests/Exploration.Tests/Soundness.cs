using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>On small programs the exhaustive strategy must see exactly the outcomes there are, counted here without the scheduler.</summary>
public class Soundness
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void Every_interleaving_of_independent_steps_is_seen(int operations, int steps)
    {
        var seen = Outcomes(log => Task.WhenAll(Enumerable.Range(0, operations).Select(o => Task.Run(() =>
        {
            for (var step = 0; step < steps; step++)
            {
                Step(log, (char)('a' + o));
            }
        }))));

        Assert.Equal(Interleavings([.. Enumerable.Repeat(steps, operations)]), seen);
    }

    [Fact]
    public void Critical_sections_are_seen_in_every_order_and_never_mixed()
    {
        var seen = Outcomes(log =>
        {
            var gate = new object();
            return Task.WhenAll("abc".Select(name => Task.Run(() =>
            {
                lock (gate)
                {
                    Step(log, name);
                    Step(log, name);
                }
            })));
        });

        Assert.Equal(Interleavings([1, 1, 1]).Select(order => string.Concat(order.Select(c => new string(c, 2)))).ToHashSet(), seen);
    }

    [Fact]
    public void Awaits_interleave_like_threads_do()
    {
        var seen = Outcomes(log => Task.WhenAll("ab".Select(async name =>
        {
            for (var step = 0; step < 3; step++)
            {
                await Task.Yield();
                log.Add(name);
            }
        })));

        Assert.Equal(Interleavings([3, 3]), seen);
    }

    [Fact]
    public void Unguarded_increments_have_every_result_and_no_other()
    {
        var results = new HashSet<int>();
        var result = Explorer.Run(
            async () =>
            {
                var count = 0;
                await Task.WhenAll(Task.Run(Twice), Task.Run(Twice));
                results.Add(count);

                void Twice()
                {
                    for (var i = 0; i < 2; i++)
                    {
                        var read = Volatile.Read(ref count);
                        Volatile.Write(ref count, read + 1);
                    }
                }
            },
            Exhaustively);

        Assert.True(result.Exhausted);
        Assert.Equal([2, 3, 4], results.Order());
    }

    // The logs are lists on purpose: a look at them must not add to the steps that are counted.
    private static ExplorerOptions Exhaustively => new() { Strategy = StrategyNames.Exhaustive, Schedules = 200_000, CheckDataRaces = false };

    private static HashSet<string> Outcomes(Func<List<char>, Task> program)
    {
        var seen = new HashSet<string>();
        var result = Explorer.Run(
            async () =>
            {
                var log = new List<char>();
                await program(log);
                seen.Add(string.Concat(log));
            },
            Exhaustively);
        Assert.Null(result.Failure);
        Assert.True(result.Exhausted);
        return seen;
    }

    // One visible step: the memory of it, then the log.
    private static void Step(List<char> log, char name)
    {
        Thread.MemoryBarrier();
        var dummy = 0;
        Interlocked.Increment(ref dummy);
        log.Add(name);
    }

    /// <summary>Every order of so many steps of each operation: by recursion over what is left, nothing of the scheduler's.</summary>
    private static HashSet<string> Interleavings(int[] left)
    {
        var all = new HashSet<string>();
        Extend("");
        return all;

        void Extend(string prefix)
        {
            var any = false;
            for (var i = 0; i < left.Length; i++)
            {
                if (left[i] > 0)
                {
                    any = true;
                    left[i]--;
                    Extend(prefix + (char)('a' + i));
                    left[i]++;
                }
            }

            if (!any)
            {
                all.Add(prefix);
            }
        }
    }
}
