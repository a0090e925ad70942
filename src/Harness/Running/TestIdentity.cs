using System.Security.Cryptography;
using System.Text;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Names a test: <c>Namespace.Class.Method</c>, with the arguments of a theory's row.</summary>
internal static class TestIdentity
{
    // What xunit puts where it leaves something out.
    private const string Ellipsis = "···";

    /// <summary>The identities of the tests of one case, in order: those that nothing else tells apart are numbered.</summary>
    public static IReadOnlyList<string> OfAll(IReadOnlyCollection<IXunitTest> tests)
    {
        var times = new Dictionary<string, int>();
        return [.. tests.Select(Of).Select(identity => (times[identity] = times.GetValueOrDefault(identity) + 1) is > 1 and var time ? $"{identity} #{time}" : identity)];
    }

    /// <summary>The identity; neither the display name that the user chose nor xunit's unique id, which has the assembly's path in it.</summary>
    public static string Of(IXunitTest test)
    {
        var method = test.TestMethod;
        var name = $"{method.TestClass.TestClassName}.{method.MethodName}";
        if (test.TestMethodArguments.Length == 0)
        {
            return name;
        }

        var genericTypes = method.Method.IsGenericMethod ? method.Method.GetGenericArguments() : null;
        var shown = OneLine(method.GetDisplayName(name, test.TestLabel, test.TestMethodArguments, genericTypes));
        return test.TestLabel is null && !ShowsAll(shown, test) && Hash(test.TestMethodArguments) is { } hash ? $"{shown} #{hash}" : shown;
    }

    // Of a string, number and the like xunit shows all, unless it is long; of other objects a part, or what they say of themselves.
    private static bool ShowsAll(string shown, IXunitTest test) =>
        !shown.Contains(Ellipsis, StringComparison.Ordinal)
        && test.TestMethodArguments.Zip(test.TestMethod.Parameters).All(pair => pair.First is null || IsSimple(pair.First.GetType(), pair.Second.ParameterType));

    private static bool IsSimple(Type type, Type parameter) =>
        (type == (Nullable.GetUnderlyingType(parameter) ?? parameter) || parameter.ContainsGenericParameters)
        && (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid));

    // The same on every machine; null where nothing of it can be serialized.
    private static string? Hash(object?[] arguments)
    {
        var serializer = SerializationHelper.Instance;
        var texts = arguments.Select(argument => serializer.IsSerializable(argument) ? serializer.Serialize(argument) : null).ToList();
        return texts.TrueForAll(text => text is null) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))))[..8];
    }

    // A schedule file has it on a line of its own.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
