using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>The trace up to a place in the body.</summary>
public class SoFarTests
{
    [Fact]
    public void It_has_what_happened_before_and_nothing_that_comes_after()
    {
        Trace? first = null, second = null;
        var result = Explorer.Run(
            async () =>
            {
                Annotate.Log("before");
                first = TraceContext.Current.SoFar();
                await Task.Run(() => Annotate.Log("within"));
                second = TraceContext.Current.SoFar();
                Annotate.Log("after");
            },
            new ExplorerOptions { Schedules = 1 });

        Assert.Null(result.Failure);
        Assert.Equal(["before"], Messages(first!));
        Assert.Equal(["before", "within"], Messages(second!));
        Assert.Equal(["before", "within", "after"], Messages(result.Trace));
        Assert.Equal([1, 2], [first!.Operations.Count, second!.Operations.Count]);
        Assert.Equal(second.Events, result.Trace.Events.Take(second.Events.Count));
    }

    [Fact]
    public void What_is_asserted_over_it_fails_the_schedule()
    {
        var result = Explorer.Run(
            async () =>
            {
                var tasks = Enumerable.Range(0, 3).Select(_ => Task.Run(() => { })).ToList();
                Assert.True(TraceContext.Current.SoFar().Operations.Count < 4, "too many");
                await Task.WhenAll(tasks);
            },
            new ExplorerOptions { Schedules = 10 });

        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
    }

    [Fact]
    public void On_the_real_scheduler_there_is_none()
    {
        var result = Observer.Run(() =>
        {
            TraceContext.Current.SoFar();
            return Task.CompletedTask;
        });

        Assert.StartsWith("CTR0023", Assert.IsType<InvalidOperationException>(result.Exception).Message, StringComparison.Ordinal);
    }

    private static List<string?> Messages(Trace trace) => [.. trace.Events.Where(e => e.Kind == EventKind.Log).Select(e => e.Text)];
}
