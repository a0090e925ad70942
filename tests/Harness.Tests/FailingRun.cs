namespace ConcurrencyTrace.Harness.Tests;

/// <summary>One run of a test that fails, with every report, for the tests that look at what it left.</summary>
public sealed class FailingRun : IDisposable
{
    internal SampleRun Run { get; } = SampleRun.Of(
        "Fails_in_the_third",
        "--report-xunit-trx", "--report-xunit-trx-filename", "report.trx",
        "--report-xunit-ctrf", "--report-xunit-ctrf-filename", "report.ctrf",
        "--report-xunit-junit", "--report-xunit-junit-filename", "report.junit");

    public void Dispose() => Run.Dispose();
}
