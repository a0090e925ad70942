using ConcurrencyTrace.Harness.Discovery;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>IDEs and out-of-process runners discover in one process and run in another.</summary>
public class SerializationTests
{
    [Fact]
    public async Task A_fact_comes_back_as_it_was()
    {
        var original = Assert.IsType<TracedTestCase>(Assert.Single(await Discover<TracedFactDiscoverer>(nameof(Samples.Fact))));
        var copy = Assert.IsType<TracedTestCase>(Copy(original));
        Assert.Equal(
            (original.UniqueID, original.TestCaseDisplayName, 1234, "reason", true, 10),
            (copy.UniqueID, copy.TestCaseDisplayName, copy.Timeout, copy.SkipReason, copy.Explicit, copy.SourceLineNumber is > 0 ? 10 : 0));
        Assert.Equal(original.SourceFilePath, copy.SourceFilePath);
    }

    [Fact]
    public async Task Rows_come_back_with_their_arguments()
    {
        var cases = await Discover<TracedTheoryDiscoverer>(nameof(Samples.Theory));
        Assert.Equal([1, 2], cases.Select(c => Assert.IsType<TracedTestCase>(Copy(c)).TestMethodArguments.Single()).Order());
    }

    [Fact]
    public async Task A_theory_whose_rows_are_known_later_comes_back()
    {
        var original = Assert.Single(await Discover<TracedTheoryDiscoverer>(nameof(Samples.Late)));
        var copy = Assert.IsType<TracedTheoryTestCase>(Copy(original));
        Assert.True(copy.SkipTestWithoutData);
    }

    private static object? Copy(IXunitTestCase testCase) =>
        SerializationHelper.Instance.Deserialize(SerializationHelper.Instance.Serialize(testCase));

    private static async Task<IReadOnlyCollection<IXunitTestCase>> Discover<T>(string method)
        where T : IXunitTestCaseDiscoverer, new()
    {
        var assembly = new XunitTestAssembly(typeof(Samples).Assembly, configFilePath: null, assemblyName: null);
        var testClass = new XunitTestClass(typeof(Samples), new XunitTestCollection(assembly, null, false, "collection"));
        var testMethod = new XunitTestMethod(testClass, typeof(Samples).GetMethod(method)!, []);
        return await new T().Discover(new IdeOptions(), testMethod, testMethod.FactAttributes.Single());
    }

    /// <summary>Discovered by these tests only: abstract, so that xunit does not run them.</summary>
    public abstract class Samples
    {
        [TracedFact(Timeout = 1234, Skip = "reason", SkipUnless = nameof(No), Explicit = true)]
        public void Fact() => Assert.Fail(TestContext.Current.CancellationToken.ToString());

        [TracedTheory]
        [InlineData(1)]
        [InlineData(2)]
        public void Theory(int number) => Assert.Equal(0, number);

        [TracedTheory(DisableDiscoveryEnumeration = true, SkipTestWithoutData = true)]
        [InlineData(1)]
        public void Late(int number) => Assert.Equal(0, number);

        public static bool No => false;
    }
}
