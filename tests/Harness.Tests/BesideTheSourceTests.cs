using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>Schedules and baselines that lie beside a test.</summary>
public sealed class BesideTheSourceTests : IDisposable
{
    private static readonly string Source = Path.Combine(SampleRun.SamplesOutput, "beside-the-source");

    public BesideTheSourceTests() => Directory.CreateDirectory(Source);

    public void Dispose() => Directory.Delete(Source, recursive: true);

    [Fact]
    public void A_promoted_schedule_is_replayed_first_until_the_code_no_longer_offers_it()
    {
        using var run = new SampleRun().Run("Deadlocks_until_mended", "--trace-corpus", "promote");
        var file = Assert.Single(Directory.GetFiles(Path.Combine(Source, "__schedules__", "BesideTheSource.Deadlocks_until_mended"), "Deadlock-*.schedule"));
        Assert.Contains($"CTR0505: the failing schedule is in {file}", Assert.Single(Assert.Single(run.Tests).Warnings), StringComparison.Ordinal);

        Assert.Contains("CTR0505: ", run.Tests[0].Message, StringComparison.Ordinal);

        run.Run("Deadlocks_until_mended");
        Assert.Matches(@"DEADLOCK in schedule \d+ \(seed 0x[0-9A-F]{16}, replayed, ", Assert.Single(run.Tests).FirstLine);
        Assert.Contains($"This is a schedule of the corpus: {file}", run.Tests[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, run.Journal.Count); // found to fail, and run again to be told

        run.With("SAMPLES_STATE", "mended").Run("Deadlocks_until_mended");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Contains("CTR0502: ", Assert.Single(run.Tests[0].Warnings), StringComparison.Ordinal);

        File.WriteAllText(file, "damaged");
        run.With("CONCURRENCYTRACE_CORPUS", "refresh").Run("Deadlocks_until_mended");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Contains("CTR0501: ", Assert.Single(run.Tests[0].Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_is_accepted_by_an_option_kept_to_and_never_accepted_on_a_build_server()
    {
        using var run = new SampleRun().Run("Is_as_approved");
        Assert.Contains("CTR0401: __baselines__/BesideTheSource.Is_as_approved.verified.txt", Assert.Single(run.Tests).Message, StringComparison.Ordinal);

        run.Run("Is_as_approved", "--trace-baselines", "accept");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);
        Assert.Contains("test: Samples.BesideTheSource.Is_as_approved\n", File.ReadAllText(Path.Combine(Source, "__baselines__", "BesideTheSource.Is_as_approved.verified.txt")), StringComparison.Ordinal);

        run.Run("Is_as_approved");
        Assert.Equal("Pass", Assert.Single(run.Tests).Outcome);

        run.With("SAMPLES_STATE", "more").With("CI", "true").With("CONCURRENCYTRACE_BASELINES", "accept").Run("Is_as_approved");
        Assert.Contains("CTR0405: ", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
        run.With("CONCURRENCYTRACE_BASELINES", null).Run("Is_as_approved");
        Assert.Contains("more operations of Task.Run in BesideTheSource.Is_as_approved (lambda): approved 2, found 3", Assert.Single(run.Tests).Message, StringComparison.Ordinal);
    }
}
