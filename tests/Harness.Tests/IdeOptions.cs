using Xunit.Sdk;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>The discovery options that an IDE gives: a test for each row, nothing else set.</summary>
internal sealed class IdeOptions : ITestFrameworkDiscoveryOptions
{
    public TValue? GetValue<TValue>(string name) => name.EndsWith("PreEnumerateTheories", StringComparison.Ordinal) ? (TValue)(object)true : default;

    public void SetValue<TValue>(string name, TValue value)
    {
    }

    public string ToJson() => "{}";
}
