using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing.Diffing;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>What is different between two traces.</summary>
public class TraceDiffTests
{
    private static readonly string[] Alike = ["body", "body / Task.Run in TraceDiffTests.Work (lambda)", "body / Task.Run in TraceDiffTests.Work (lambda) #2"];

    [Fact]
    public void A_trace_is_not_different_from_itself_nor_from_its_file()
    {
        var trace = Run(() => Work(2, 5));
        using var file = new MemoryStream();
        trace.Save(file);
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, file.ToArray());
        Assert.True(TraceDiff.Of(trace, trace).IsEmpty);
        Assert.Equal("no difference\n", TraceDiff.Of(trace, Trace.Load(path)).ToString());
        File.Delete(path);
    }

    [Fact]
    public void Operations_are_aligned_by_who_started_them_where()
    {
        var diff = TraceDiff.Of(Run(() => Work(2, 5)), Run(() => Work(3, 5)));
        Assert.Equal(Alike, diff.Operations.Where(o => o.Before != 0 && o.After != 0).Select(o => o.Lineage));
        Assert.Equal("body / Task.Run in TraceDiffTests.Work (lambda) #3", Assert.Single(diff.Appeared).Lineage);
        Assert.Empty(diff.Vanished);
        Assert.Equal(diff.Appeared.Select(o => o.Lineage), TraceDiff.Of(diff.After, diff.Before).Vanished.Select(o => o.Lineage));
    }

    [Fact]
    public void What_one_operation_starts_is_not_taken_for_what_another_starts()
    {
        var diff = TraceDiff.Of(Run(() => Nested(inner: true)), Run(() => Nested(inner: false)));
        Assert.Equal(["body / Task.Run in TraceDiffTests.Nested / Task.Run in TraceDiffTests.Start"], diff.Vanished.Select(o => o.Lineage));
        Assert.Equal(["body / Task.Run in TraceDiffTests.Start"], diff.Appeared.Select(o => o.Lineage));

        static async Task Nested(bool inner)
        {
            await Task.Run(async () => await (inner ? Start() : Task.CompletedTask));
            await (inner ? Task.CompletedTask : Start());
        }
    }

    [Fact]
    public void What_got_slower_is_told_with_its_reason_and_place()
    {
        var diff = TraceDiff.Of(Run(() => Work(2, 5)), Run(() => Work(2, 8)));
        Assert.Equal([3.0, 3.0, 3.0], diff.Slower.Select(t => t.Change.TotalMilliseconds));
        Assert.Contains(diff.Slower, t => t.Lineage == Alike[2] && t.What == "blocked (Delay) in TraceDiffTests.Work (lambda)");
        Assert.Contains("slower    " + Alike[1] + ": blocked (Delay) in ", diff.ToString(), StringComparison.Ordinal);
        Assert.Contains(" 5 ms before, 8 ms after\n", diff.ToString(), StringComparison.Ordinal);
        Assert.Contains("faster    ", TraceDiff.Of(diff.After, diff.Before).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_decision_that_parts_two_schedules_is_told()
    {
        var traces = new List<Trace>();
        Explorer.Run(
            () =>
            {
                TraceContext.Current.AfterRun(traces.Add);
                return Work(2, 5);
            },
            new ExplorerOptions { Strategy = "Exhaustive", Schedules = 2 });
        var diff = TraceDiff.Of(traces[0], traces[1]);
        Assert.Empty(diff.Appeared.Concat(diff.Vanished));
        Assert.NotNull(diff.Decision);
        Assert.NotEqual(diff.Decision.Before, diff.Decision.After);
        Assert.Contains($"decision  {diff.Decision.Number}: ", diff.ToString(), StringComparison.Ordinal);
        Assert.Null(TraceDiff.Of(traces[0], traces[0]).Decision);
    }

    private static Task Work(int tasks, int milliseconds) =>
        Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => Task.Run(async () => await Task.Delay(milliseconds))));

    private static Task Start() => Task.Run(() => { });

    private static Trace Run(Func<Task> body) => Explorer.Run(body, new ExplorerOptions { Schedules = 1 }).Trace;
}
