using System.Reflection;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Baselines;
using Xunit.Sdk;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>What every assertion does alike, whatever it asserts.</summary>
public class EveryAssertionTests
{
    private static readonly IReadOnlyList<MethodInfo> All =
        [.. typeof(TraceAssertions).GetMethods().Where(method => method.DeclaringType == typeof(TraceAssertions) && typeof(AndConstraint<TraceAssertions>).IsAssignableFrom(method.ReturnType))];

    public static TheoryData<string> Names => [.. All.Select(method => method.ToString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_takes_a_reason_with_arguments_fails_for_null_and_goes_on_with_And(string name)
    {
        var method = All.Single(m => m.ToString() == name);
        AndConstraint<TraceAssertions>? result = null;
        var message = Assert.ThrowsAny<XunitException>(() =>
        {
            using var scope = new AssertionScope();
            result = Call(method);
            Call(method);
        }).Message;
        Assert.Equal(2, message.Split("because the rule has 2 {braces} in it, but found <null>.").Length - 1);
        Assert.StartsWith("Expected ", message, StringComparison.Ordinal);
        Assert.NotNull(result!.And);
        Assert.ThrowsAny<XunitException>(() => Call(method));
    }

    private static AndConstraint<TraceAssertions> Call(MethodInfo method)
    {
        Trace? trace = null;
        var assertions = trace.Should();
        return (AndConstraint<TraceAssertions>)method.Invoke(assertions, BindingFlags.DoNotWrapExceptions, null, [.. method.GetParameters().Select(Argument)], null)!;
    }

    private static object? Argument(ParameterInfo parameter) =>
        parameter.Name == "because" ? "the {0} has {1} {{braces}} in it"
        : parameter.Name == "becauseArgs" ? new object[] { new Word("rule"), 2 }
        : parameter.ParameterType == typeof(string) ? "x"
        : parameter.ParameterType == typeof(int) ? 1
        : parameter.ParameterType == typeof(TimeSpan) ? TimeSpan.FromSeconds(1)
        : parameter.ParameterType == typeof(BaselineOptions) ? new BaselineOptions()
        : parameter.ParameterType == typeof(IReadOnlyCollection<string>) ? Array.Empty<string>()
        : null;

    private sealed record Word(string Text)
    {
        public override string ToString() => Text;
    }
}
