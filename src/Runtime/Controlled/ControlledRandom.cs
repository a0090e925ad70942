using System.Buffers.Binary;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Random"/>: what has no seed gets one that is part of the schedule.</summary>
public static class ControlledRandom
{
    public static Random New(long site) => Control.Current is { } operation ? new Random(Seed(operation, site)) : new Random();

    public static Random get_Shared(long site) =>
        Control.Current is { } operation ? operation.Scheduler.SharedRandom ??= new SharedRandom(Seed(operation, site)) : Random.Shared;

    private static int Seed(Operation operation, long site) => operation.Scheduler.ChooseNumber(operation, int.MaxValue, site);

    // A type of its own tells it from those that several threads must not use at once.
    private sealed class SharedRandom(int seed) : Random(seed);
}

/// <summary>Redirections of <see cref="Guid"/>.</summary>
public static class ControlledGuid
{
    public static Guid NewGuid(long site)
    {
        if (Control.Current is null)
        {
            return Guid.NewGuid();
        }

        // Version 4, as the original makes them.
        return Make(site, 0x40, 0);
    }

    public static Guid CreateVersion7(long site) =>
        Control.Current is null ? Guid.CreateVersion7() : CreateVersion7(ControlledDateTimeOffset.get_UtcNow(site), site);

    public static Guid CreateVersion7(DateTimeOffset timestamp, long site)
    {
        var milliseconds = timestamp.ToUnixTimeMilliseconds();
        return Control.Current is null || milliseconds < 0 ? Guid.CreateVersion7(timestamp) : Make(site, 0x70, milliseconds);
    }

    private static Guid Make(long site, byte version, long milliseconds)
    {
        var bytes = new byte[16];
        ControlledRandom.get_Shared(site).NextBytes(bytes);
        if (milliseconds > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)(milliseconds >> 16));
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(4), (short)milliseconds);
        }

        bytes[7] = (byte)((bytes[7] & 0x0F) | version);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}
