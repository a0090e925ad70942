using System.Collections.ObjectModel;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>What is the same in all events of one kind; found once, because asking an event for the names of its payload costs more than all the rest.</summary>
internal sealed class NetworkEvent
{
    private readonly byte[] name;
    private readonly byte[][] fields;

    public NetworkEvent(EventWrittenEventArgs first)
    {
        var text = first.EventName ?? "";
        Kind = KindOf(text);
        name = Encoding.UTF8.GetBytes(text);
        fields = [.. (first.PayloadNames ?? ReadOnlyCollection<string>.Empty).Select(static field => Encoding.UTF8.GetBytes($" {field}="))];
    }

    /// <summary>What it is in a trace; <see cref="EventKind.None"/> when it is not.</summary>
    public EventKind Kind { get; }

    /// <summary>Writes name and payload, as much of it as there is room for.</summary>
    /// <returns>How many bytes were written.</returns>
    public int Write(ReadOnlyCollection<object?>? payload, Span<byte> text)
    {
        name.CopyTo(text);
        var length = name.Length;
        for (var i = 0; i < fields.Length && i < (payload?.Count ?? 0); i++)
        {
            var rest = text[length..];
            if (!fields[i].AsSpan().TryCopyTo(rest) || !TryWrite(payload![i], rest[fields[i].Length..], out var written))
            {
                break;
            }

            length += fields[i].Length + written;
        }

        return length;
    }

    private static bool TryWrite(object? value, Span<byte> text, out int written) => value switch
    {
        string words => Encoding.UTF8.TryGetBytes(words, text, out written),
        int number => number.TryFormat(text, out written, default, CultureInfo.InvariantCulture),
        long number => number.TryFormat(text, out written, default, CultureInfo.InvariantCulture),
        IUtf8SpanFormattable number => number.TryFormat(text, out written, default, CultureInfo.InvariantCulture),
        _ => Encoding.UTF8.TryGetBytes(value?.ToString() ?? "", text, out written),
    };

    // An end that failed has an event of its own before the plain one.
    private static EventKind KindOf(string name) =>
        name.EndsWith("Start", StringComparison.Ordinal) ? EventKind.IoBegin
        : name.EndsWith("Stop", StringComparison.Ordinal) ? EventKind.IoEnd
        : name.EndsWith("Failed", StringComparison.Ordinal) ? EventKind.Log
        : EventKind.None;
}
