using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledStruct
{
    public static ref T Begin<T>(ref T location, [UnscopedRef] out StructChange<T> change, long site)
    {
        change = default;
        return ref location;
    }

    public static void End<T>(ref StructChange<T> change, long site)
    {
    }
}

public ref struct StructChange<T>;
