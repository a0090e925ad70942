using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Discovery;

/// <summary>Makes the test case of a <see cref="TracedFactAttribute"/>; what is wrong with the method is reported as xunit does.</summary>
internal sealed class TracedFactDiscoverer : FactDiscoverer
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        TracedTestCase.Create(
            TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute),
            TestIntrospectionHelper.GetTraits(testMethod, dataRow: null));
}
