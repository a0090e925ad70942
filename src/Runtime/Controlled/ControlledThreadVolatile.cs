namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of the old volatile accesses of <see cref="Thread"/>: those of <see cref="Volatile"/>.</summary>
public static class ControlledThreadVolatile
{
    public static byte VolatileRead(ref byte address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref byte address, byte value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static double VolatileRead(ref double address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref double address, double value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static short VolatileRead(ref short address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref short address, short value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static int VolatileRead(ref int address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref int address, int value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static long VolatileRead(ref long address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref long address, long value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static nint VolatileRead(ref nint address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref nint address, nint value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static object? VolatileRead(ref object? address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref object? address, object? value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static sbyte VolatileRead(ref sbyte address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref sbyte address, sbyte value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static float VolatileRead(ref float address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref float address, float value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static ushort VolatileRead(ref ushort address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref ushort address, ushort value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static uint VolatileRead(ref uint address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref uint address, uint value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static ulong VolatileRead(ref ulong address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref ulong address, ulong value, long site) => ControlledVolatile.Write(ref address, value, site);

    public static nuint VolatileRead(ref nuint address, long site) => ControlledVolatile.Read(ref address, site);

    public static void VolatileWrite(ref nuint address, nuint value, long site) => ControlledVolatile.Write(ref address, value, site);
}
