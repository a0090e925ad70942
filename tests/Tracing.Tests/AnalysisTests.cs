using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>What can be asked of traces of real runs.</summary>
public class AnalysisTests
{
    [Fact]
    public void A_timeline_has_no_gaps_and_adds_up()
    {
        var trace = Run(async () =>
        {
            await Task.Delay(100);
            await Task.Run(() => Thread.Sleep(50));
        });
        var timeline = OperationTimeline.Of(trace);
        foreach (var operation in trace.Operations)
        {
            var intervals = timeline.IntervalsOf(operation.Id);
            Assert.All(intervals.Zip(intervals.Skip(1)), pair => Assert.Equal((pair.First.End, pair.First.LastEvent), (pair.Second.Start, pair.Second.FirstEvent)));
            Assert.Equal(EventKind.OperationEnded, trace.Events[intervals[^1].LastEvent!.Value].Kind);
        }

        var body = timeline.BreakdownOf(1);
        Assert.Equal((150.0, 100.0, 50.0), (body.Total.TotalMilliseconds, body.Blocked[BlockReason.Delay].TotalMilliseconds, body.Blocked[BlockReason.TaskAwait].TotalMilliseconds));
        Assert.Equal(TimeSpan.Zero, body.Running + body.Runnable);
    }

    [Fact]
    public void Holds_and_waits_are_told_with_who_ended_them()
    {
        var trace = Run(
            () =>
            {
                var gate = new object();
                return Task.WhenAll(Task.Run(() => Hold(gate)), Task.Run(() => Hold(gate)));
            },
            t => t.Events.Any(e => e.Kind == EventKind.Blocked && (BlockReason)e.Detail == BlockReason.Lock));
        var use = ResourceUse.Of(trace);
        var gate = trace.Resources.Single(r => r.Kind == ResourceKind.Monitor).Id;
        Assert.Equal([TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(30)], use.HoldsOf(gate).Select(h => h.Duration));
        var wait = Assert.Single(use.WaitsFor(gate));
        var first = use.HoldsOf(gate).First();
        Assert.Equal((first.Operation, first.ReleasedEvent < wait.UnblockedEvent), (wait.WokenBy, true));
        Assert.Equal([first.Operation], use.HoldersAt(gate, wait.BlockedEvent));
        Assert.Equal([wait.Operation], use.WaitersAt(gate, wait.BlockedEvent));
        Assert.Equal([new WaitForEdge(wait.Operation, first.Operation, gate)], WaitForGraph.At(trace, wait.BlockedEvent).Edges);
    }

    [Fact]
    public void Readers_hold_together_and_a_writer_alone()
    {
        var trace = Run(() =>
        {
            var gate = new ReaderWriterLockSlim();
            gate.EnterUpgradeableReadLock();
            gate.EnterWriteLock();
            gate.ExitWriteLock();
            gate.ExitUpgradeableReadLock();
            gate.EnterReadLock();
            gate.ExitReadLock();
            return Task.CompletedTask;
        });
        Assert.Equal([HoldMode.Upgradeable, HoldMode.Exclusive, HoldMode.Shared], ResourceUse.Of(trace).Holds.Select(h => h.Mode));
        Assert.All(ResourceUse.Of(trace).Holds, h => Assert.NotNull(h.ReleasedEvent));
    }

    [Fact]
    public void The_wait_for_graph_of_a_deadlock_has_its_cycle() =>
        Assert.Equal([2, 3], WaitForGraph.At(Samples.Deadlock, Samples.Deadlock.Events.Count - 1).InCycles());

    [Fact]
    public void Opposite_orders_are_a_cycle_even_where_nothing_blocked()
    {
        var cycle = Assert.Single(LockOrderGraph.Of(Opposite(joinedBetween: false, gated: false)).Cycles().Found);
        Assert.Equal(cycle.Edges.Select(e => e.Taken), cycle.Edges.Select(e => e.Held).Reverse());
        Assert.Equal([2, 3], cycle.Edges.Select(e => e.Operation).Order());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Opposite_orders_that_cannot_meet_are_none(bool joinedBetween, bool gated)
    {
        var graph = LockOrderGraph.Of(Opposite(joinedBetween, gated));
        Assert.True(graph.Edges.Count >= 2);
        Assert.Empty(graph.Cycles().Found);
    }

    [Fact]
    public void A_deadlock_is_a_cycle_of_the_lock_order() => Assert.Single(LockOrderGraph.Of(Samples.Deadlock).Cycles().Found);

    [Fact]
    public void Semaphores_that_are_used_like_locks_have_an_order_and_others_none()
    {
        var trace = Run(
            () =>
            {
                var (one, other, throttle) = (new SemaphoreSlim(1), new SemaphoreSlim(1), new SemaphoreSlim(2));
                return Task.WhenAll(Task.Run(() => Both(throttle, one, other)), Task.Run(() => Both(throttle, other, one)));

                static void Both(SemaphoreSlim throttle, SemaphoreSlim first, SemaphoreSlim second)
                {
                    throttle.Wait();
                    first.Wait();
                    second.Wait();
                    second.Release();
                    first.Release();
                    throttle.Release();
                }
            },
            t => t.Events.Where(e => e is { Kind: EventKind.Acquired, Subject: 1 }).Select(e => e.Operation).Distinct().Count() == 2
                && ResourceUse.Of(t).HoldsOf(1).First().End >= ResourceUse.Of(t).HoldsOf(1).Last().Start
                && ResourceUse.Of(t).HoldsOf(1).First().ReleasedEvent > ResourceUse.Of(t).HoldsOf(1).Last().AcquiredEvent
                && t.Deadlock is null);
        var graph = LockOrderGraph.Of(trace);
        Assert.DoesNotContain(graph.Edges, e => e.Held == 1);
        Assert.Single(graph.Cycles().Found);
    }

    [Fact]
    public void What_is_joined_happened_before_what_follows_and_siblings_are_concurrent()
    {
        var trace = Run(async () =>
        {
            var (one, other) = (Task.Run(() => Annotated()), Task.Run(() => Annotated()));
            await Task.WhenAll(one, other);
            Annotated();
        });
        var order = HappensBefore.Of(trace);
        var reached = Enumerable.Range(0, trace.Events.Count).Where(i => trace.Events[i].Kind == EventKind.Acquired).ToList();
        Assert.Equal(3, reached.Count);
        Assert.True(order.AreConcurrent(reached[0], reached[1]));
        Assert.True(order.IsBefore(reached[0], reached[2]) && order.IsBefore(reached[1], reached[2]));
        Assert.False(order.IsBefore(reached[2], reached[0]));

        static void Annotated()
        {
            lock (new object())
            {
            }
        }
    }

    [Fact]
    public void A_lock_orders_who_takes_it_and_forks_and_joins_alone_do_not()
    {
        var trace = Run(() =>
        {
            var gate = new object();
            return Task.WhenAll(Task.Run(() => Hold(gate)), Task.Run(() => Hold(gate)));
        });
        var acquired = Enumerable.Range(0, trace.Events.Count).Where(i => trace.Events[i].Kind == EventKind.Acquired).ToList();
        Assert.True(HappensBefore.Of(trace).IsBefore(acquired[0], acquired[1]));
        Assert.True(HappensBefore.Of(trace, HappensBeforeEdges.ForkJoin).AreConcurrent(acquired[0], acquired[1]));
    }

    [Fact]
    public void The_critical_path_goes_through_the_longest_chain()
    {
        var trace = Run(() => Task.WhenAll(Task.Run(() => Thread.Sleep(10)), Task.Run(() => Thread.Sleep(70)), Task.Run(() => Thread.Sleep(20))));
        var path = CriticalPath.Of(trace);
        Assert.Equal(70, path.Duration.TotalMilliseconds);
        Assert.All(path.Segments.Zip(path.Segments.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        var longest = path.Segments.MaxBy(s => s.Duration)!;
        Assert.Equal((3, BlockReason.Delay), (longest.Operation, longest.Reason!.Value));
    }

    [Fact]
    public void Operations_of_one_place_are_a_group_and_live_ones_are_counted()
    {
        var trace = Run(() => Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => Thread.Sleep(10 * i)))));
        var group = OperationGroup.Of(trace).Single(g => g.Kind == OperationKind.Task);
        Assert.Equal([2, 3, 4], group.Operations);
        Assert.Equal(30, group.Total.TotalMilliseconds);
        Assert.Equal(LiveOperations.Peak(trace).Count, LiveOperations.OverTime(trace).Max(c => c.Count));
        Assert.Equal(0, LiveOperations.OverTime(trace).Last().Count);
    }

    private static Trace Opposite(bool joinedBetween, bool gated) => Run(
        async () =>
        {
            var (a, b, gate) = (new object(), new object(), gated ? new object() : null);
            var one = Task.Run(() => Gated(gate, a, b));
            if (joinedBetween)
            {
                await one;
            }

            await Task.WhenAll(one, Task.Run(() => Gated(gate, b, a)));
        },
        t => t.Deadlock is null);

    private static void Gated(object? gate, object first, object second)
    {
        if (gate is null)
        {
            Both(first, second);
            return;
        }

        lock (gate)
        {
            Both(first, second);
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

    private static void Hold(object gate)
    {
        lock (gate)
        {
            Thread.Sleep(30);
        }
    }

    /// <summary>The trace of the first schedule that is as wanted.</summary>
    private static Trace Run(Func<Task> body, Func<Trace, bool>? wanted = null)
    {
        Trace? found = null;
        for (ulong seed = 1; found is null && seed < 1000; seed++)
        {
            var result = Explorer.Run(body, new ExplorerOptions { Strategy = StrategyNames.Random, Schedules = 1, Seed = seed, Shrink = false });
            found = wanted?.Invoke(result.Trace) ?? true ? result.Trace : null;
        }

        return found!;
    }
}
