using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Exploration.Sharding;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Harness.Settings;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>What a machine leaves of a test whose schedules it shares with others, for a later job to join.</summary>
internal static class SummaryArtifact
{
    public static void Write(ExplorationResult result, ExplorerOptions options, TracedTestRunnerContext context, ITestContext test)
    {
        if (options.Shard.Count == 1)
        {
            return;
        }

        var artifacts = context.Artifacts;
        artifacts.Save(SummaryFile.NameOf(options.Shard), "application/json", "summary", () => Encoding.UTF8.GetBytes(ExplorationSummary.Of(result, options).ToString()));
        foreach (var problem in artifacts.TakeProblems())
        {
            test.AddWarning(problem);
        }
    }
}
