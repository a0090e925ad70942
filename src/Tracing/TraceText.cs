using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>The text twin of a trace: a header, then one line an event.</summary>
public static class TraceText
{
    /// <summary>First word of the text.</summary>
    public const string Magic = "concurrencytrace-text";

    /// <summary>Writes <paramref name="trace"/>.</summary>
    public static void Write(Trace trace, TextWriter writer)
    {
        var culture = CultureInfo.InvariantCulture;
        writer.Write(string.Create(culture, $"{Magic} 1\ntest: {trace.Header.Test}\nmode: {trace.Header.Mode}\nschedule: {trace.Header.Schedule}\nseed: 0x{trace.Header.Seed:X16}\n"));
        foreach (var operation in trace.Operations)
        {
            writer.Write(string.Create(culture, $"operation {operation.Id} {operation.Kind} created-by {operation.Creator} at {SiteTable.Resolve(operation.CreationSite).Location}: {operation.Name}\n"));
        }

        foreach (var resource in trace.Resources)
        {
            writer.Write(string.Create(culture, $"resource {resource.Id} {resource.Kind} at {SiteTable.Resolve(resource.Site).Location}: {resource.Name}\n"));
        }

        writer.Write(string.Create(culture, $"events: {trace.Events.Count}\n"));
        foreach (var line in trace.Events)
        {
            writer.Write(Line(line));
            writer.Write('\n');
        }
    }

    /// <summary>One event: time in ms, operation, kind, subject, detail, site.</summary>
    public static string Line(TraceEvent line)
    {
        var culture = CultureInfo.InvariantCulture;
        var text = string.Create(culture, $"{line.Time / 10_000.0,12:0.0000} op={line.Operation} {line.Kind} subject={line.Subject} detail={Detail(line)}");
        return text + (line.Site == 0 ? "" : $" site={SiteTable.Resolve(line.Site)}") + (line.Text is null ? "" : $" text={Escape(line.Text)}");
    }

    private static string Detail(TraceEvent line) => line.Kind switch
    {
        EventKind.Blocked or EventKind.Unblocked => ((BlockReason)line.Detail).ToString(),
        EventKind.OperationCreated => ((OperationKind)line.Detail).ToString(),
        EventKind.OperationEnded => ((OperationEnd)line.Detail).ToString(),
        EventKind.ResourceCreated => ((ResourceKind)line.Detail).ToString(),
        EventKind.IoBegin or EventKind.IoEnd => ((IoKind)line.Detail).ToString(),
        _ => line.Detail.ToString(CultureInfo.InvariantCulture),
    };

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
