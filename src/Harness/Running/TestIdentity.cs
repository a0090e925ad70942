using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Names a test: <c>Namespace.Class.Method</c>, with the arguments of a theory's row.</summary>
internal static class TestIdentity
{
    /// <summary>The identity; neither the display name that the user chose nor xunit's unique id, which has the assembly's path in it.</summary>
    public static string Of(IXunitTest test)
    {
        var method = test.TestMethod;
        var name = $"{method.TestClass.TestClassName}.{method.MethodName}";
        var genericTypes = method.Method.IsGenericMethod ? method.Method.GetGenericArguments() : null;
        return test.TestMethodArguments.Length == 0 ? name : OneLine(method.GetDisplayName(name, test.TestLabel, test.TestMethodArguments, genericTypes));
    }

    // A schedule file has it on a line of its own.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
