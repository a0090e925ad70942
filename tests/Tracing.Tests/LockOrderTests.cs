using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing.Analyses;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>Orders of locks that may deadlock, and twins of them that cannot.</summary>
public class LockOrderTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void An_order_from_before_a_fork_does_not_stand_for_the_same_order_after_it(bool again, int cycles)
    {
        var trace = Undisturbed(async () =>
        {
            var (a, b) = (new object(), new object());
            Both(a, b);
            var other = Task.Run(() => Both(b, a));
            if (again)
            {
                Both(a, b);
            }

            await other;
            Both(a, b);
        });
        AssertCycles(trace, Enumerable.Repeat(2, cycles));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Operations_that_meet_in_pairs_must_meet_all_at_once(bool onceMore, int cycles)
    {
        var trace = Undisturbed(async () =>
        {
            var (a, b, c) = (new object(), new object(), new object());
            var first = Task.Run(() => Both(a, b));
            await Task.Run(async () =>
            {
                Both(b, c); // may meet the first, and is before the third
                var third = Task.Run(() => Both(c, a));
                if (onceMore)
                {
                    Both(b, c);
                }

                await first;
                Both(b, c); // may meet the third, and is after the first
                await third;
            });
        });
        AssertCycles(trace, Enumerable.Repeat(3, cycles));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(40)]
    public void A_ring_is_a_cycle_however_long(int length) => AssertCycles(Ring(length, turned: false), [length]);

    [Fact]
    public void A_ring_in_which_one_turns_round_is_none() => AssertCycles(Ring(8, turned: true), []);

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, true, 0)]
    public void A_gate_keeps_apart_unless_both_only_read(bool oneWrites, bool otherWrites, int cycles)
    {
        var trace = Undisturbed(() =>
        {
            var (a, b, gate) = (new object(), new object(), new ReaderWriterLockSlim());
            return Task.WhenAll(Task.Run(() => Gated(gate, oneWrites, a, b)), Task.Run(() => Gated(gate, otherWrites, b, a)));
        });
        AssertCycles(trace, Enumerable.Repeat(2, cycles));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, true, 1)]
    public void Readers_in_opposite_orders_wait_for_each_other_only_where_each_wants_to_write(bool oneWrites, bool otherWrites, int cycles)
    {
        var trace = Undisturbed(() =>
        {
            var (a, b) = (new ReaderWriterLockSlim(), new ReaderWriterLockSlim());
            return Task.WhenAll(Task.Run(() => ReadThen(a, b, oneWrites)), Task.Run(() => ReadThen(b, a, otherWrites)));
        });
        AssertCycles(trace, Enumerable.Repeat(2, cycles));

    }

    [Theory]
    [InlineData(2, false, 1)]
    [InlineData(2, true, 0)]
    [InlineData(1, false, 0)]
    public void A_writer_that_may_wait_between_readers_keeps_them_out(int writers, bool afterwards, int cycles)
    {
        var trace = Undisturbed(Body);
        AssertCycles(trace, Enumerable.Repeat(2, cycles));
        Assert.All(LockOrderGraph.Of(trace).Cycles().Found, cycle => Assert.Equal(cycle.Edges.Select(edge => edge.Held).Order(), cycle.Writers.Select(writer => writer.Lock).Order()));
        Assert.Equal(cycles > 0, DeadlockRules.NonePotential().Judge(trace)?.ToString().Contains("meanwhile, which keeps new readers out", StringComparison.Ordinal) ?? false);

        // Which another schedule shows.
        Assert.Equal(cycles > 0 ? FailureKind.Deadlock : null, Explorer.Run(Body, new ExplorerOptions { Schedules = 2000 }).Failure?.Kind);

        async Task Body()
        {
            ReaderWriterLockSlim[] locks = [new(), new()];
            Task[] readers = [Task.Run(() => ReadThen(locks[0], locks[1], false)), Task.Run(() => ReadThen(locks[1], locks[0], false))];
            if (afterwards)
            {
                await Task.WhenAll(readers);
            }

            await Task.WhenAll([.. readers, .. locks.Take(writers).Select(written => Task.Run(() => Gated(written, write: true)))]);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Going_on_from_reading_to_writing_is_taking_the_lock(bool underOther, int cycles)
    {
        var trace = Undisturbed(() =>
        {
            var (shared, other) = (new ReaderWriterLockSlim(), new object());
            return Task.WhenAll(
                Task.Run(() =>
                {
                    shared.EnterUpgradeableReadLock();
                    if (underOther)
                    {
                        lock (other)
                        {
                            Gated(shared, write: true);
                        }
                    }
                    else
                    {
                        Gated(shared, write: true);
                        lock (other)
                        {
                        }
                    }

                    shared.ExitUpgradeableReadLock();
                }),
                Task.Run(() =>
                {
                    shared.EnterReadLock();
                    lock (other)
                    {
                    }

                    shared.ExitReadLock();
                }));
        });
        AssertCycles(trace, Enumerable.Repeat(2, cycles));
    }

    [Fact]
    public void Many_cycles_are_cut_and_said_to_be()
    {
        var locks = Objects(6);
        var pairs = (from first in locks from second in locks where first != second select (first, second)).ToList();
        var trace = InTurn(Enumerable.Repeat(pairs, 6));
        var cycles = LockOrderGraph.Of(trace).Cycles();
        Assert.Equal((false, LockOrderSearch.MostCycles), (cycles.IsComplete, cycles.Found.Count));
        Assert.Contains("as may others that were not looked for", DeadlockRules.NonePotential().Judge(trace)!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_is_given_up_is_inconclusive()
    {
        // There are millions of ways through the layers, and all end at the operation they began with.
        var layers = Enumerable.Range(0, 12).Select(_ => Objects(4)).ToList();
        var between = layers.Zip([.. layers.Skip(1), layers[0]], (from, to) => (from a in @from from b in to select (a, b)).ToList()).ToList();
        var trace = InTurn([[.. between[0], .. between[^1]], .. between[1..^1]]);
        var finding = DeadlockRules.NonePotential().Judge(trace)!;
        Assert.True(finding.IsInconclusive);
        Assert.Contains("the search for a cycle was given up", finding.ToString(), StringComparison.Ordinal);
    }

    private static void AssertCycles(Trace trace, IEnumerable<int> lengths)
    {
        var cycles = LockOrderGraph.Of(trace).Cycles();
        Assert.True(cycles.IsComplete);
        Assert.Equal(lengths, cycles.Found.Select(cycle => cycle.Edges.Count));
        Assert.All(cycles.Found, cycle =>
        {
            Assert.Equal(cycle.Edges.Select(edge => edge.Taken), cycle.Edges.Skip(1).Append(cycle.Edges[0]).Select(edge => edge.Held));
            Assert.Equal(cycle.Edges.Count + cycle.Writers.Count, cycle.Edges.Select(edge => edge.Operation).Concat(cycle.Writers.Select(writer => writer.Operation)).Distinct().Count());
        });
    }

    private static Trace Ring(int length, bool turned)
    {
        var forks = Objects(length);
        var pairs = forks.Zip([.. forks.Skip(1), forks[0]]).ToList();
        pairs[^1] = turned ? (pairs[^1].Second, pairs[^1].First) : pairs[^1];
        return InTurn(pairs.Select(pair => new[] { pair }));
    }

    /// <summary>Each of some operations takes its pairs of locks; one after the other in this schedule, though nothing makes it so.</summary>
    private static Trace InTurn(IEnumerable<IReadOnlyList<(object First, object Second)>> operations) => Undisturbed(() =>
    {
        foreach (var (first, _) in operations.SelectMany(pairs => pairs))
        {
            lock (first)
            {
                // Locks get their numbers in this order.
            }
        }

        var turn = new SemaphoreSlim(0);
        var tasks = operations.Select(pairs => Task.Run(() =>
        {
            turn.Wait();
            foreach (var (first, second) in pairs)
            {
                Both(first, second);
            }

            turn.Release();
        })).ToList();
        turn.Release();
        return Task.WhenAll(tasks);
    });

    private static List<object> Objects(int count) => [.. Enumerable.Range(0, count).Select(_ => new object())];

    private static void Gated(ReaderWriterLockSlim gate, bool write, object first, object second)
    {
        Enter(gate, write);
        Both(first, second);
        Exit(gate, write);
    }

    private static void ReadThen(ReaderWriterLockSlim first, ReaderWriterLockSlim second, bool write)
    {
        first.EnterReadLock();
        Gated(second, write);
        first.ExitReadLock();
    }

    private static void Gated(ReaderWriterLockSlim gate, bool write)
    {
        Enter(gate, write);
        Exit(gate, write);
    }

    private static void Enter(ReaderWriterLockSlim gate, bool write)
    {
        if (write)
        {
            gate.EnterWriteLock();
        }
        else
        {
            gate.EnterReadLock();
        }
    }

    private static void Exit(ReaderWriterLockSlim gate, bool write)
    {
        if (write)
        {
            gate.ExitWriteLock();
        }
        else
        {
            gate.ExitReadLock();
        }
    }

    private static void Both(object first, object second)
    {
        lock (first)
        {
            lock (second)
            {
            }
        }
    }

    /// <summary>The trace of the first schedule that does not deadlock.</summary>
    private static Trace Undisturbed(Func<Task> body)
    {
        for (ulong seed = 1; ; seed++)
        {
            var result = Explorer.Run(body, new ExplorerOptions { Schedules = 1, Seed = seed, Shrink = false });
            Assert.True(result.Failure?.Kind is null or FailureKind.Deadlock, result.Failure?.Report);
            if (result.Failure is null)
            {
                return result.Trace;
            }
        }
    }
}
