using System.Reflection;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Every redirection is called by a test that runs under control.</summary>
public class CoverageTests
{
    [Fact]
    public void Every_redirection_has_a_test()
    {
        var conformance = typeof(CoverageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Conformance").Value!;
        var called = WovenCalls.In(typeof(CoverageTests).Assembly.Location).Concat(WovenCalls.In(conformance)).Select(c => c.Target).ToHashSet();

        Assert.Equal("", string.Join(' ', WovenCalls.AllTargets().Where(t => !called.Contains(t)).Order(StringComparer.Ordinal)));
    }
}
