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
        Assert.ThrowsAny<XunitException>(() => trace.Operations.Should().BeEmpty());
    }
}
