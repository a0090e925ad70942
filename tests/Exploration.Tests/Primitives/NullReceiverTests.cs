using System.Reflection;
using ConcurrencyTrace.Runtime;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>A member that is called on nothing throws what the original throws.</summary>
public class NullReceiverTests
{
    // Of an implementation that calls its base: it is called on itself. And what stands in for no member of an object.
    private static readonly HashSet<string> Others = ["ControlledSynchronizedMethod", "ControlledGenerator"];

    [Fact]
    public void Outside_of_a_run() => Assert.Equal("", Outcomes());

    [Fact]
    public void Under_control()
    {
        var outcomes = "";
        Passes(() => outcomes = Outcomes());
        Assert.Equal("", outcomes);
    }

    // What does not throw a NullReferenceException.
    private static string Outcomes() => string.Join(
        '\n',
        typeof(WovenAttribute).Assembly.GetExportedTypes()
            .Where(type => type is { Namespace: "ConcurrencyTrace.Runtime.Controlled", IsAbstract: true, IsSealed: true } && !Others.Contains(type.Name))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(HasReceiver)
            .Select(method => (Name: $"{method.DeclaringType!.Name}.{method.Name}", Outcome: OutcomeOf(method)))
            .Where(call => call.Outcome != nameof(NullReferenceException))
            .Select(call => $"{call.Name}: {call.Outcome}"));

    private static bool HasReceiver(MethodInfo method) =>
        method.GetParameters() is [{ Name: "self", ParameterType: { IsValueType: false, IsByRef: false } }, ..]
        && !method.Name.StartsWith("base_", StringComparison.Ordinal) && !method.ReturnType.IsByRefLike;

    private static string OutcomeOf(MethodInfo method)
    {
        var called = method.IsGenericMethod ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(ArgumentFor)]) : method;
        try
        {
            called.Invoke(null, [.. called.GetParameters().Select((parameter, index) => index == 0 ? null : ValueOf(parameter.ParameterType))]);
            return "nothing";
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException!.GetType().Name;
        }
    }

    private static Type ArgumentFor(Type parameter) =>
        parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? typeof(int) : typeof(string);

    private static object? ValueOf(Type type) =>
        type.IsByRef ? ValueOf(type.GetElementType()!)
        : type == typeof(string) ? "key"
        : type == typeof(Task) ? Task.CompletedTask
        : type == typeof(TimeSpan) ? TimeSpan.FromMilliseconds(1)
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 1)
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}
