using System.Reflection;
using Samples;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Each IL shape, woven and unwoven.</summary>
[Collection("Runs woven code: the redirected calls are counted in one place")]
public sealed class SampleTests(WovenSamples woven) : IClassFixture<WovenSamples>
{
    [Theory]
    [MemberData(nameof(WovenSamples.Names), MemberType = typeof(WovenSamples))]
    public async Task A_sample_reaches_its_targets_and_returns_what_it_did(string type, string method)
    {
        var original = typeof(ExpectAttribute).Assembly;
        var expected = original.GetType($"Samples.{type}")!.GetMethod(method)!.GetCustomAttribute<ExpectAttribute>()!.Targets;

        var (before, none) = await WovenSamples.Run(original, type, method);
        var (after, calls) = await WovenSamples.Run(woven.Assembly, type, method);

        Assert.Empty(none);
        Assert.Equal(before, after);
        Assert.Equal(Comparable(type, expected), Comparable(type, calls.Select(call => call.Target)));
    }

    // Which await finds its task done is up to the thread pool; which test initialises a type is up to their order.
    private static IEnumerable<string> Comparable(string type, IEnumerable<string> targets) => type switch
    {
        nameof(Samples.Async) => targets.Distinct().Order(),
        nameof(Samples.Initializers) => targets,
        _ => targets.Where(target => !target.StartsWith("ControlledTypeInitializer", StringComparison.Ordinal)),
    };
}
