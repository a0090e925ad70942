using FluentAssertions.Common;

namespace ConcurrencyTrace.Assertions;

/// <summary>
/// Makes FluentAssertions throw xunit v3's exception, by which xunit tells a failed assertion from an error. FluentAssertions 6 does not
/// know xunit v3. No reference to xunit is needed, and what the user set is left alone.
/// </summary>
internal static class TestFramework
{
    private static int adopted;

    public static void Adopt()
    {
        if (Interlocked.Exchange(ref adopted, 1) == 1 || Services.ThrowException.Method.DeclaringType?.Name != "TestFrameworkProvider")
        {
            return;
        }

        var exception = Type.GetType("Xunit.Sdk.XunitException, xunit.v3.assert", throwOnError: false);
        if (exception?.GetConstructor([typeof(string)]) is { } constructor)
        {
            Services.ThrowException = message => throw (Exception)constructor.Invoke([message]);
        }
    }
}
