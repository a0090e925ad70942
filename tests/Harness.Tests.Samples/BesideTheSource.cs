using ConcurrencyTrace.Assertions;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness;
using ConcurrencyTrace.Tracing.Baselines;

namespace Samples;

/// <summary>Tests with files beside their source. As in a build with deterministic paths, that is below some folder above the assembly: whoever runs them makes it.</summary>
public class BesideTheSource
{
    private const string Source = "/_/beside-the-source/BesideTheSource.cs";

    private static string State => Environment.GetEnvironmentVariable("SAMPLES_STATE") ?? "";

    [TracedFact(Source, 1, Schedules = 100)]
    public Task Deadlocks_until_mended()
    {
        Journal.Write("run");
        Lock a = new(), b = new();
        return State == "mended"
            ? Task.Run(() => Take(a, b))
            : Task.WhenAll(Task.Run(() => Take(a, b)), Task.Run(() => Take(b, a)));
    }

    [TracedFact(Schedules = 20)]
    public Task Is_as_approved()
    {
        TraceContext.Current.AfterRun(trace => trace.Should(Source).MatchBaseline().And.MatchBaseline(new BaselineOptions { Name = "again" }));
        return Task.WhenAll(Enumerable.Range(0, State == "more" ? 3 : 2).Select(_ => Task.Run(async () => await Task.Delay(1))));
    }

    private static void Take(Lock first, Lock second)
    {
        lock (first)
        {
            lock (second)
            {
            }
        }
    }
}
