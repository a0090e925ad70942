using System.Buffers.Binary;
using System.Numerics;
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

/// <summary>
/// Redirections of <see cref="Guid"/>. What a schedule draws sorts and hashes alike whenever it is replayed. But no two runs draw the same identifier: programs name
/// files, databases and other things after them that are still there in the next run.
/// </summary>
public static class ControlledGuid
{
    private const byte Version4 = 0x40;
    private const byte Version7 = 0x70;

    public static Guid NewGuid(long site) => Control.Current is { } operation ? Make(operation, site, Version4, 0) : Guid.NewGuid();

    public static Guid CreateVersion7(long site) =>
        Control.Current is null ? Guid.CreateVersion7() : CreateVersion7(ControlledDateTimeOffset.get_UtcNow(site), site);

    public static Guid CreateVersion7(DateTimeOffset timestamp, long site)
    {
        var milliseconds = timestamp.ToUnixTimeMilliseconds();
        return Control.Current is not { } operation || milliseconds < 0 ? Guid.CreateVersion7(timestamp) : Make(operation, site, Version7, milliseconds);
    }

    private static Guid Make(Operation operation, long site, byte version, long milliseconds)
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
        MakeUnique(bytes.AsSpan(8), operation.Scheduler.GuidMark);
        return new Guid(bytes);
    }

    // The hash code is the sum, without carry, of the four words of an identifier: the same change to two of them leaves it. The order goes by the words before.
    private static void MakeUnique(Span<byte> lastWords, int mark)
    {
        mark = (int)BitOperations.RotateLeft((uint)mark, 8) & ~0xC0; // all but the two bits that tell the variant
        foreach (var word in (ReadOnlySpan<int>)[0, sizeof(int)])
        {
            BinaryPrimitives.WriteInt32LittleEndian(lastWords[word..], BinaryPrimitives.ReadInt32LittleEndian(lastWords[word..]) ^ mark);
        }
    }
}
