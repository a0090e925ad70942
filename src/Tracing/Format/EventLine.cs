using System.Globalization;
using System.Text;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>One event on one line: time in ms, operation, kind, subject, detail, stack, text, site.</summary>
internal static class EventLine
{
    public const string Expected = "an event such as \"0.0000 op=1 Blocked subject=1 detail=Lock site=3\"";

    private const long TicksPerMillisecond = TimeSpan.TicksPerMillisecond;

    /// <param name="e">The event.</param>
    /// <param name="siteNumber">Number of its site in the text's table; 0 for none.</param>
    /// <param name="site">The site, for people; null for none.</param>
    public static string Write(in TraceEvent e, int siteNumber, Site? site)
    {
        var culture = CultureInfo.InvariantCulture;
        var sign = e.Time < 0 ? "-" : "";
        var ticks = e.Time < 0 ? 0 - (ulong)e.Time : (ulong)e.Time;
        var time = string.Create(culture, $"{sign}{ticks / TicksPerMillisecond}.{ticks % TicksPerMillisecond:0000}");
        var line = new StringBuilder();
        line.Append(culture, $"{time,12} op={e.Operation} {e.Kind} subject={e.Subject} detail={Detail(e)}");
        line.Append(culture, $"{(e.Stack == 0 ? "" : $" stack={e.Stack}")}{(e.Text is null ? "" : $" text={Quoting.Quote(e.Text)}")}");
        return site is null ? line.ToString() : line.Append(culture, $" site={siteNumber} // {site}").ToString();
    }

    /// <returns>Null when the line is none; the event's site is a number of the text's table.</returns>
    public static TraceEvent? Read(string line)
    {
        var fields = new LineFields(line);
        if (Time(fields.Word()) is not { } time
            || fields.Number("op=") is not { } operation
            || !Enum.TryParse<EventKind>(fields.Word(), out var kind)
            || fields.Number("subject=") is not { } subject
            || Detail(kind, fields.Value("detail=")) is not { } detail)
        {
            return null;
        }

        var stack = fields.Number("stack=") ?? 0;
        var text = fields.Text("text=");
        var site = fields.Number("site=") ?? 0;
        return fields.AtEnd ? new TraceEvent(time, kind, operation, subject, detail, site, text, stack) : null;
    }

    private static long? Time(string word)
    {
        var point = word.IndexOf('.', StringComparison.Ordinal);
        if (point < 1 || word.Length != point + 5)
        {
            return null;
        }

        // The digits without the point are the ticks.
        var digits = string.Concat(word.AsSpan(0, point), word.AsSpan(point + 1));
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
    }

    private static string Detail(in TraceEvent e) =>
        TypeOfDetail(e.Kind) is { } type && e.Detail is >= 0 and <= byte.MaxValue
            ? Enum.ToObject(type, (byte)e.Detail).ToString()!
            : e.Detail.ToString(CultureInfo.InvariantCulture);

    private static long? Detail(EventKind kind, string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : TypeOfDetail(kind) is { } type && Enum.TryParse(type, text, out var value) ? (byte)value
        : null;

    private static Type? TypeOfDetail(EventKind kind) => kind switch
    {
        EventKind.Blocked or EventKind.Unblocked => typeof(BlockReason),
        EventKind.OperationCreated => typeof(OperationKind),
        EventKind.OperationEnded => typeof(OperationEnd),
        EventKind.ResourceCreated => typeof(ResourceKind),
        EventKind.Acquired or EventKind.Released => typeof(HoldMode),
        EventKind.IoBegin or EventKind.IoEnd => typeof(IoKind),
        _ => null,
    };
}
