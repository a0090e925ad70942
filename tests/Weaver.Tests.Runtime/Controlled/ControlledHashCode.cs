using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledHashCode
{
    public static int Of<T>(ref T value)
    {
        Calls.Add(0);
        return value!.GetHashCode();
    }

    public static int Of(object value)
    {
        Calls.Add(0);
        return value.GetHashCode();
    }

    public static int OfPart<T>(ref T value)
    {
        Calls.Add(0);
        return value!.GetHashCode();
    }

    public static int OfPart(object value)
    {
        Calls.Add(0);
        return value.GetHashCode();
    }

    public static int OfIdentity(object? value)
    {
        Calls.Add(0);
        return RuntimeHelpers.GetHashCode(value);
    }

    public static int OfIdentityPart(object? value)
    {
        Calls.Add(0);
        return RuntimeHelpers.GetHashCode(value);
    }

    public static int OfText(ReadOnlySpan<char> text)
    {
        Calls.Add(0);
        return string.GetHashCode(text);
    }
}
