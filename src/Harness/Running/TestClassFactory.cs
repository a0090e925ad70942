using System.Reflection;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Makes an instance of a test class from fixtures and other constructor arguments.</summary>
internal static class TestClassFactory
{
    public static object Create(Type testClass, object?[] arguments)
    {
        var constructor = testClass.GetConstructors().Single();
        var parameters = constructor.GetParameters();
        var values = arguments.Select((argument, i) => i < parameters.Length ? Value(argument, parameters[i].ParameterType) : argument).ToArray();
        return TypeActivator.Current.CreateInstance(constructor, values, (_, missing) =>
            $"The following constructor parameters did not have matching fixture data: {string.Join(", ", missing.Select(p => $"{p.ParameterType.Name} {p.Name}"))}");
    }

    /// <summary>The exception that the user's code threw.</summary>
    public static Exception Unwrap(Exception exception)
    {
        while (exception is TargetInvocationException { InnerException: { } inner })
        {
            exception = inner;
        }

        return exception;
    }

    // xunit passes some arguments (the output helper) as a function, to be asked for the value of the running test.
    private static object? Value(object? argument, Type wanted) =>
        argument is Delegate function && !wanted.IsInstanceOfType(argument) && argument.GetType() == typeof(Func<>).MakeGenericType(wanted)
            ? function.DynamicInvoke()
            : argument;
}
