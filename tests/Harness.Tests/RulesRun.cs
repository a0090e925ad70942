namespace ConcurrencyTrace.Harness.Tests;

/// <summary>One run of all samples with rules, as their attributes say.</summary>
public sealed class RulesRun : IDisposable
{
    private readonly SampleRun run = new SampleRun().RunWith("--filter-class", "Samples.Rules");

    internal SampleResult Test(string method) => Xunit.Assert.Single(run.Tests, test => test.Name.Split('(')[0] == "Samples." + method);

    public void Dispose() => run.Dispose();
}
