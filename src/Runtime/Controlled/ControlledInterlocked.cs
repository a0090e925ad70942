using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Interlocked"/>: each is a scheduling point, then the real instruction.</summary>
public static class ControlledInterlocked
{
    public static int Add(ref int location1, int value, long site)
    {
        Control.Point(site);
        return Interlocked.Add(ref location1, value);
    }

    public static int And(ref int location1, int value, long site)
    {
        Control.Point(site);
        return Interlocked.And(ref location1, value);
    }

    public static int Or(ref int location1, int value, long site)
    {
        Control.Point(site);
        return Interlocked.Or(ref location1, value);
    }

    public static int Increment(ref int location, long site)
    {
        Control.Point(site);
        return Interlocked.Increment(ref location);
    }

    public static int Decrement(ref int location, long site)
    {
        Control.Point(site);
        return Interlocked.Decrement(ref location);
    }

    public static long Add(ref long location1, long value, long site)
    {
        Control.Point(site);
        return Interlocked.Add(ref location1, value);
    }

    public static long And(ref long location1, long value, long site)
    {
        Control.Point(site);
        return Interlocked.And(ref location1, value);
    }

    public static long Or(ref long location1, long value, long site)
    {
        Control.Point(site);
        return Interlocked.Or(ref location1, value);
    }

    public static long Increment(ref long location, long site)
    {
        Control.Point(site);
        return Interlocked.Increment(ref location);
    }

    public static long Decrement(ref long location, long site)
    {
        Control.Point(site);
        return Interlocked.Decrement(ref location);
    }

    public static uint Add(ref uint location1, uint value, long site)
    {
        Control.Point(site);
        return Interlocked.Add(ref location1, value);
    }

    public static uint And(ref uint location1, uint value, long site)
    {
        Control.Point(site);
        return Interlocked.And(ref location1, value);
    }

    public static uint Or(ref uint location1, uint value, long site)
    {
        Control.Point(site);
        return Interlocked.Or(ref location1, value);
    }

    public static uint Increment(ref uint location, long site)
    {
        Control.Point(site);
        return Interlocked.Increment(ref location);
    }

    public static uint Decrement(ref uint location, long site)
    {
        Control.Point(site);
        return Interlocked.Decrement(ref location);
    }

    public static ulong Add(ref ulong location1, ulong value, long site)
    {
        Control.Point(site);
        return Interlocked.Add(ref location1, value);
    }

    public static ulong And(ref ulong location1, ulong value, long site)
    {
        Control.Point(site);
        return Interlocked.And(ref location1, value);
    }

    public static ulong Or(ref ulong location1, ulong value, long site)
    {
        Control.Point(site);
        return Interlocked.Or(ref location1, value);
    }

    public static ulong Increment(ref ulong location, long site)
    {
        Control.Point(site);
        return Interlocked.Increment(ref location);
    }

    public static ulong Decrement(ref ulong location, long site)
    {
        Control.Point(site);
        return Interlocked.Decrement(ref location);
    }

    public static byte Exchange(ref byte location1, byte value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static byte CompareExchange(ref byte location1, byte value, byte comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static sbyte Exchange(ref sbyte location1, sbyte value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static sbyte CompareExchange(ref sbyte location1, sbyte value, sbyte comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static short Exchange(ref short location1, short value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static short CompareExchange(ref short location1, short value, short comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static ushort Exchange(ref ushort location1, ushort value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static ushort CompareExchange(ref ushort location1, ushort value, ushort comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static int Exchange(ref int location1, int value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static int CompareExchange(ref int location1, int value, int comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static uint Exchange(ref uint location1, uint value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static uint CompareExchange(ref uint location1, uint value, uint comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static long Exchange(ref long location1, long value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static long CompareExchange(ref long location1, long value, long comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static ulong Exchange(ref ulong location1, ulong value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static ulong CompareExchange(ref ulong location1, ulong value, ulong comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static nint Exchange(ref nint location1, nint value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static nint CompareExchange(ref nint location1, nint value, nint comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static nuint Exchange(ref nuint location1, nuint value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static nuint CompareExchange(ref nuint location1, nuint value, nuint comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static float Exchange(ref float location1, float value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static float CompareExchange(ref float location1, float value, float comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static double Exchange(ref double location1, double value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static double CompareExchange(ref double location1, double value, double comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static object? Exchange(ref object? location1, object? value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static object? CompareExchange(ref object? location1, object? value, object? comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static T Exchange<T>(ref T location1, T value, long site)
    {
        Control.Point(site);
        return Interlocked.Exchange(ref location1, value);
    }

    public static T CompareExchange<T>(ref T location1, T value, T comparand, long site)
    {
        Control.Point(site);
        return Tried(Interlocked.CompareExchange(ref location1, value, comparand), value, comparand);
    }

    public static long Read(ref readonly long location, long site)
    {
        Control.Point(site);
        return Interlocked.Read(in location);
    }

    public static ulong Read(ref readonly ulong location, long site)
    {
        Control.Point(site);
        return Interlocked.Read(in location);
    }

    // Who has changed something has worked, and does not look again and again at what stays as it is.
    private static T Tried<T>(T found, T value, T comparand)
    {
        if (Control.IsActive && Are(found, comparand) && !Are(value, comparand))
        {
            At.Took(true);
        }

        return found;
    }

    // As the instruction compares.
    private static bool Are<T>(T one, T other) => typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(one, other) : ReferenceEquals(one, other);
}
