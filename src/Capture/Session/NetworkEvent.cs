using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>
/// What is the same in all events of one kind; found once, because asking an event for the names of its payload costs more than all the rest. A payload is kept as
/// bytes: it becomes text only once it is read, and that once for all that are alike.
/// </summary>
internal sealed class NetworkEvent
{
    private static readonly Lock Gate = new();
    private static NetworkEvent[] known = [];

    private readonly string name;
    private readonly string[] fields;

    private NetworkEvent(EventWrittenEventArgs first, int number)
    {
        name = first.EventName ?? "";
        fields = [.. first.PayloadNames ?? ReadOnlyCollection<string>.Empty];
        (Kind, Number) = (KindOf(name), number);
    }

    /// <summary>What it is in a trace; <see cref="EventKind.None"/> when it is not.</summary>
    public EventKind Kind { get; }

    /// <summary>Its number in the process, from 1.</summary>
    public int Number { get; }

    /// <summary>What all events that are like this one have in common.</summary>
    public static NetworkEvent Of(EventWrittenEventArgs first)
    {
        lock (Gate)
        {
            known = [.. known, new NetworkEvent(first, known.Length + 1)];
            return known[^1];
        }
    }

    public static NetworkEvent Numbered(int number) => Volatile.Read(ref known)[number - 1];

    /// <summary>Writes a payload, as much of it as there is room for.</summary>
    /// <returns>How many bytes were written.</returns>
    public int Write(ReadOnlyCollection<object?>? payload, Span<byte> bytes)
    {
        var values = payload is null ? [] : Items<object?>.Of(payload) as object?[] ?? [.. payload];
        var length = 0;
        for (var i = 0; i < fields.Length && i < values.Length && TryWrite(values[i], bytes[length..], out var written); i++)
        {
            length += written;
        }

        return length;
    }

    /// <summary>The name, and the payload that was written.</summary>
    public string Read(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(name);
        for (var i = 0; !bytes.IsEmpty; i++)
        {
            var length = sizeof(long);
            text.Append(' ').Append(fields[i]).Append('=');
            if ((Field)bytes[0] == Field.Number)
            {
                text.Append(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadInt64LittleEndian(bytes[1..])}");
            }
            else
            {
                length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]) + sizeof(ushort);
                text.Append(Encoding.UTF8.GetString(bytes[(1 + sizeof(ushort))..(1 + length)]));
            }

            bytes = bytes[(1 + length)..];
        }

        return text.ToString();
    }

    private static bool TryWrite(object? value, Span<byte> bytes, out int written) => value switch
    {
        int number => TryWrite(number, bytes, out written),
        long number => TryWrite(number, bytes, out written),
        byte number => TryWrite(number, bytes, out written),
        string text => TryWrite(text, bytes, out written),
        IFormattable other => TryWrite(other.ToString(null, CultureInfo.InvariantCulture), bytes, out written),
        _ => TryWrite(value?.ToString() ?? "", bytes, out written),
    };

    private static bool TryWrite(long number, Span<byte> bytes, out int written)
    {
        written = 1 + sizeof(long);
        if (bytes.Length < written)
        {
            return false;
        }

        bytes[0] = (byte)Field.Number;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], number);
        return true;
    }

    private static bool TryWrite(string text, Span<byte> bytes, out int written)
    {
        const int Head = 1 + sizeof(ushort);
        written = 0;
        if (bytes.Length < Head || !Encoding.UTF8.TryGetBytes(text, bytes[Head..], out var length))
        {
            return false;
        }

        bytes[0] = (byte)Field.Text;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[1..], (ushort)length);
        written = Head + length;
        return true;
    }

    private enum Field : byte
    {
        Number,
        Text,
    }

    // An end that failed has an event of its own before the plain one.
    private static EventKind KindOf(string name) =>
        name.EndsWith("Start", StringComparison.Ordinal) ? EventKind.IoBegin
        : name.EndsWith("Stop", StringComparison.Ordinal) ? EventKind.IoEnd
        : name.EndsWith("Failed", StringComparison.Ordinal) ? EventKind.Log
        : EventKind.None;

    // Asked through its interfaces, an array takes longer to give its items than it takes to write them.
    private static class Items<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "list")]
        public static extern ref IList<T> Of(ReadOnlyCollection<T> collection);
    }
}
