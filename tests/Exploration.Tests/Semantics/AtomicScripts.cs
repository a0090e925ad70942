using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Atomic operations in every width come to the same under control.</summary>
public class AtomicScripts
{
    [Fact]
    public void Increment_decrement_and_add() => AlikeAndControlled(script =>
    {
        var (i, l, ui, ul) = (int.MaxValue, long.MaxValue, uint.MaxValue, ulong.MaxValue);
        script.Get(() => (Interlocked.Increment(ref i), Interlocked.Increment(ref l), Interlocked.Increment(ref ui), Interlocked.Increment(ref ul)));
        script.Get(() => (Interlocked.Decrement(ref i), Interlocked.Decrement(ref l), Interlocked.Decrement(ref ui), Interlocked.Decrement(ref ul)));
        script.Get(() => (Interlocked.Add(ref i, 2), Interlocked.Add(ref l, 2), Interlocked.Add(ref ui, 2), Interlocked.Add(ref ul, 2)));
        script.Get(() => (i, l, ui, ul));
    });

    [Fact]
    public void And_or_and_read() => AlikeAndControlled(script =>
    {
        var (i, l, ui, ul) = (0b1100, 0b1100L, 0b1100u, 0b1100ul);
        script.Get(() => (Interlocked.And(ref i, 0b0110), Interlocked.And(ref l, 0b0110), Interlocked.And(ref ui, 0b0110), Interlocked.And(ref ul, 0b0110)));
        script.Get(() => (Interlocked.Or(ref i, 1), Interlocked.Or(ref l, 1), Interlocked.Or(ref ui, 1), Interlocked.Or(ref ul, 1)));
        script.Get(() => (Interlocked.Read(ref l), Interlocked.Read(ref ul), i, ui));
    });

    [Fact]
    public void Exchange() => AlikeAndControlled(script =>
    {
        var (b, sb, s, us, i, ui, l, ul) = ((byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4ul);
        script.Get(() => (Interlocked.Exchange(ref b, 9), Interlocked.Exchange(ref sb, 9), Interlocked.Exchange(ref s, 9), Interlocked.Exchange(ref us, 9)));
        script.Get(() => (Interlocked.Exchange(ref i, 9), Interlocked.Exchange(ref ui, 9), Interlocked.Exchange(ref l, 9), Interlocked.Exchange(ref ul, 9)));
        script.Get(() => (b, sb, s, us, i, ui, l, ul));
        var (f, d, ni, nu, o, t) = (1.5f, 2.5, (nint)(-5), (nuint)5, (object)"o", "t");
        script.Get(() => (Interlocked.Exchange(ref f, 9), Interlocked.Exchange(ref d, 9), Interlocked.Exchange(ref ni, 9), Interlocked.Exchange(ref nu, 9)));
        script.Get(() => (Interlocked.Exchange(ref o, "p"), Interlocked.Exchange(ref t, "u")));
        script.Get(() => (f, d, ni, nu, o, t));
    });

    [Fact]
    public void Compare_exchange() => AlikeAndControlled(script =>
    {
        var (b, sb, s, us, i, ui, l, ul) = ((byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4ul);
        for (var round = 0; round < 2; round++)
        {
            script.Get(() => (Interlocked.CompareExchange(ref b, 9, 1), Interlocked.CompareExchange(ref sb, 9, -1), Interlocked.CompareExchange(ref s, 9, -2), Interlocked.CompareExchange(ref us, 9, 2)));
            script.Get(() => (Interlocked.CompareExchange(ref i, 9, -3), Interlocked.CompareExchange(ref ui, 9, 3), Interlocked.CompareExchange(ref l, 9, -4), Interlocked.CompareExchange(ref ul, 9, 4)));
            script.Get(() => (b, sb, s, us, i, ui, l, ul));
        }

        var (f, d, ni, nu, o, t) = (1.5f, 2.5, (nint)(-5), (nuint)5, (object)"o", "t");
        var same = o;
        for (var round = 0; round < 2; round++)
        {
            script.Get(() => (Interlocked.CompareExchange(ref f, 9, 1.5f), Interlocked.CompareExchange(ref d, 9, 2.5), Interlocked.CompareExchange(ref ni, 9, -5), Interlocked.CompareExchange(ref nu, 9, 5)));
            script.Get(() => (Interlocked.CompareExchange(ref o, "p", same), Interlocked.CompareExchange(ref t, "u", "t")));
            script.Get(() => (f, d, ni, nu, o, t));
        }
    });

    [Fact]
    public void Volatile_reads_and_writes() => AlikeAndControlled(script =>
    {
        var (b, sb, s, us, i, ui, l, ul) = ((byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4ul);
        var (f, d, ni, nu, o, t) = (1.5f, 2.5, (nint)(-5), (nuint)5, true, "t");
        script.Get(() => (Volatile.Read(ref b), Volatile.Read(ref sb), Volatile.Read(ref s), Volatile.Read(ref us), Volatile.Read(ref i), Volatile.Read(ref ui), Volatile.Read(ref l)));
        script.Get(() => (Volatile.Read(ref ul), Volatile.Read(ref f), Volatile.Read(ref d), Volatile.Read(ref ni), Volatile.Read(ref nu), Volatile.Read(ref o), Volatile.Read(ref t)));
        script.Do(() =>
        {
            Volatile.Write(ref b, 9);
            Volatile.Write(ref sb, 9);
            Volatile.Write(ref s, 9);
            Volatile.Write(ref us, 9);
            Volatile.Write(ref i, 9);
            Volatile.Write(ref ui, 9);
            Volatile.Write(ref l, 9);
            Volatile.Write(ref ul, 9);
            Volatile.Write(ref f, 9);
            Volatile.Write(ref d, 9);
            Volatile.Write(ref ni, 9);
            Volatile.Write(ref nu, 9);
            Volatile.Write(ref o, false);
            Volatile.Write(ref t, "u");
        });
        script.Get(() => (b, sb, s, us, i, ui, l, ul, f, d, ni, nu, o, t));
    });

#pragma warning disable CS0618, SYSLIB0054 // the old names
    [Fact]
    public void Old_volatile_reads_and_writes() => AlikeAndControlled(script =>
    {
        var (b, sb, s, us, i, ui, l, ul) = ((byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4ul);
        var (f, d, ni, nu, o) = (1.5f, 2.5, (nint)(-5), (nuint)5, (object?)"o");
        script.Get(() => (Thread.VolatileRead(ref b), Thread.VolatileRead(ref sb), Thread.VolatileRead(ref s), Thread.VolatileRead(ref us), Thread.VolatileRead(ref i)));
        script.Get(() => (Thread.VolatileRead(ref ui), Thread.VolatileRead(ref l), Thread.VolatileRead(ref ul), Thread.VolatileRead(ref f), Thread.VolatileRead(ref d)));
        script.Get(() => (Thread.VolatileRead(ref ni), Thread.VolatileRead(ref nu), Thread.VolatileRead(ref o)));
        script.Do(() =>
        {
            Thread.VolatileWrite(ref b, 9);
            Thread.VolatileWrite(ref sb, 9);
            Thread.VolatileWrite(ref s, 9);
            Thread.VolatileWrite(ref us, 9);
            Thread.VolatileWrite(ref i, 9);
            Thread.VolatileWrite(ref ui, 9);
            Thread.VolatileWrite(ref l, 9);
            Thread.VolatileWrite(ref ul, 9);
            Thread.VolatileWrite(ref f, 9);
            Thread.VolatileWrite(ref d, 9);
            Thread.VolatileWrite(ref ni, 9);
            Thread.VolatileWrite(ref nu, 9);
            Thread.VolatileWrite(ref o, "p");
        });
        script.Get(() => (b, sb, s, us, i, ui, l, ul, f, d, ni, nu, o));
    });
#pragma warning restore CS0618, SYSLIB0054
}
