using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Discovery;

/// <summary>Makes the test cases of a <see cref="TracedTheoryAttribute"/>: one a row, or one for all where rows cannot be serialized.</summary>
internal sealed class TracedTheoryDiscoverer : TheoryDiscoverer
{
    protected override ValueTask<IReadOnlyCollection<IXunitTestCase>> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        IXunitTestMethod testMethod,
        ITheoryAttribute theoryAttribute,
        ITheoryDataRow dataRow,
        object?[] testMethodArguments,
        string? index)
    {
        var details = TestIntrospectionHelper.GetTestCaseDetailsForTheoryDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, testMethodArguments, index);
        return new([TracedTestCase.Create(
            details,
            TestIntrospectionHelper.GetTraits(testMethod, dataRow),
            testMethodArguments,
            dataRow.Label,
            dataRow.DisableParallelization == true)]);
    }

    protected override async ValueTask<IReadOnlyCollection<IXunitTestCase>> CreateTestCasesForTheory(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        IXunitTestMethod testMethod,
        ITheoryAttribute theoryAttribute)
    {
        var cases = await base.CreateTestCasesForTheory(discoveryOptions, testMethod, theoryAttribute);
        if (!cases.Any(c => c is XunitDelayEnumeratedTheoryTestCase))
        {
            return cases; // skipped as a whole: there is nothing to run
        }

        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, theoryAttribute);
        return [TracedTheoryTestCase.Create(details, TestIntrospectionHelper.GetTraits(testMethod, dataRow: null), theoryAttribute.SkipTestWithoutData)];
    }
}
