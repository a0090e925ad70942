using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using Xunit.Sdk;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>The parts of a trace take the usual assertions over collections, and fail as xunit's own do.</summary>
public class PartsTests
{
    [Fact]
    public void Operations_resources_and_regions_are_collections()
    {
        var trace = Explorer.Run(
            () =>
            {
                using (Annotate.Region("locked"))
                {
                    lock (new object())
                    {
                    }
                }
            },
            new ExplorerOptions { Schedules = 1 }).Trace;
        trace.Operations.Should().ContainSingle().Which.Kind.Should().Be(OperationKind.Body);
        trace.Resources.Should().ContainSingle(resource => resource.Kind == ResourceKind.Monitor);
        trace.Regions.Should().OnlyContain(region => region.Name == "locked" && region.EndEvent != null);
        Assert.Contains("op 1 (body)", Message(() => trace.Operations.Should().BeEmpty()), StringComparison.Ordinal);
        Assert.Contains("Object#1 (Monitor)", Message(() => trace.Resources.Should().BeEmpty()), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"locked\" of op 1, from 0 ms to 0 ms", Message(() => trace.Regions.Should().BeEmpty()), StringComparison.Ordinal);

        static string Message(Action assertion) => Assert.ThrowsAny<XunitException>(assertion).Message;
    }

    [Fact]
    public void Which_is_the_one_region_that_completed()
    {
        var trace = Explorer.Run(
            async () =>
            {
                using (Annotate.Region("once"))
                {
                    await Task.Delay(5);
                }

                using (Annotate.Region("twice"))
                {
                }

                using (Annotate.Region("twice"))
                {
                }
            },
            new ExplorerOptions { Schedules = 1 }).Trace;
        trace.Should().HaveCompleted("once").Which.Duration.Should().Be(5.Milliseconds());
        trace.Should().HaveCompleted("once").Within(5.Milliseconds()).Which.Name.Should().Be("once");
        trace.Should().HaveCompleted("twice").And.HaveCompleted("once");
        Assert.ThrowsAny<XunitException>(() => trace.Should().HaveCompleted("twice").Which);
    }

    [Fact]
    public void Loops_and_queries_that_wait_for_their_workers_are_not_sync_over_async()
    {
        var trace = Trace(() =>
        {
            Parallel.For(0, 4, _ => Thread.Sleep(5));
            new[] { 1, 2, 3 }.AsParallel().ForAll(_ => Thread.Sleep(5));
            _ = new[] { 1, 2, 3 }.AsParallel().Select(i => i + 1).ToList();
        });
        Assert.Contains(trace.Events, e => e is { Kind: EventKind.Blocked, Detail: (long)BlockReason.TaskWait });
        trace.Should().HaveNoSyncOverAsync();

        var within = Trace(() => Parallel.For(0, 4, _ => Task.Delay(5).Wait()));
        Assert.ThrowsAny<XunitException>(() => within.Should().HaveNoSyncOverAsync());

        static Tracing.Trace Trace(Action body) => Explorer.Run(body, new ExplorerOptions { Schedules = 1 }).Trace;
    }

    [Fact]
    public void An_exception_that_nobody_looked_at_is_named_and_stays_unobserved()
    {
        Tracing.Trace? before = null;
        var result = Explorer.Run(
            async () =>
            {
                _ = Task.Run(() => throw new InvalidOperationException("lost\nin the dark"));
                await Task.Delay(10);
                before = TraceContext.Current.SoFar();
            },
            new ExplorerOptions { Schedules = 1, Shrink = false });
        Assert.All([before!, result.Trace], trace => Assert.Matches(
            @"op 2 OperationEnded \(Faulted: InvalidOperationException: lost, thrown at PartsTests\.cs:\d+\)",
            Assert.ThrowsAny<XunitException>(() => trace.Should().HaveNoUnobservedExceptions()).Message));
        Assert.Equal(FailureKind.Exception, result.Failure!.Kind);
    }
}
