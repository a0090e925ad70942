using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Volatile"/>: each is a scheduling point, then the real access.</summary>
public static class ControlledVolatile
{
    public static bool Read(ref readonly bool location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref bool location, bool value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static byte Read(ref readonly byte location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref byte location, byte value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static sbyte Read(ref readonly sbyte location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref sbyte location, sbyte value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static short Read(ref readonly short location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref short location, short value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static ushort Read(ref readonly ushort location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref ushort location, ushort value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static int Read(ref readonly int location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref int location, int value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static uint Read(ref readonly uint location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref uint location, uint value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static long Read(ref readonly long location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref long location, long value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static ulong Read(ref readonly ulong location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref ulong location, ulong value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static nint Read(ref readonly nint location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref nint location, nint value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static nuint Read(ref readonly nuint location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref nuint location, nuint value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static float Read(ref readonly float location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref float location, float value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    public static double Read(ref readonly double location, long site)
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write(ref double location, double value, long site)
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }

    [return: NotNullIfNotNull(nameof(location))]
    public static T Read<T>([NotNullIfNotNull(nameof(location))] ref readonly T location, long site)
        where T : class?
    {
        Control.Point(site);
        return Volatile.Read(in location);
    }

    public static void Write<T>([NotNullIfNotNull(nameof(value))] ref T location, T value, long site)
        where T : class?
    {
        Control.Point(site);
        Volatile.Write(ref location, value);
    }
}
