using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Format;

namespace ConcurrencyTrace.Tracing;

/// <summary>The text twin of a trace: properties, tables, then one line an event. What follows <c> // </c> is for people only. <c>docs/format.md</c> specifies it.</summary>
public static class TraceText
{
    /// <summary>First word of the text.</summary>
    public const string Magic = "concurrencytrace-text";

    /// <summary>The version that this build writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Writes <paramref name="trace"/>.</summary>
    public static void Write(Trace trace, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(writer);
        Line(writer, $"{Magic} {CurrentVersion}");
        foreach (var (name, value) in TraceProperties.Of(trace.Header).Concat(trace.Deadlock is { } deadlock ? TraceProperties.Of(deadlock) : []))
        {
            Line(writer, $"{name}: {Quoting.EscapeLines(value)}");
        }

        var sites = Sites(trace);
        foreach (var (id, number) in sites)
        {
            var site = trace.SiteAt(id);
            Line(writer, $"site {number} 0x{id:X16} {Quoting.Quote(site.Method)} {Quoting.Quote(site.Member)} {Quoting.Quote(site.File ?? "")} {site.Line}");
        }

        for (var i = 0; i < trace.Stacks.Count; i++)
        {
            Line(writer, $"stack {i + 1}{string.Concat(trace.Stacks[i].Select(s => string.Create(CultureInfo.InvariantCulture, $" {sites.GetValueOrDefault(s)}")))}");
        }

        foreach (var o in trace.Operations)
        {
            Line(writer, $"operation {o.Id} {o.Kind} created-by {o.Creator} at {sites.GetValueOrDefault(o.CreationSite)} {Quoting.Quote(o.Name)}{Place(o.CreationSite)}");
        }

        foreach (var r in trace.Resources)
        {
            Line(writer, $"resource {r.Id} {r.Kind} at {sites.GetValueOrDefault(r.Site)} {Quoting.Quote(r.Name)}{Place(r.Site)}");
        }

        Line(writer, $"events: {trace.Events.Count}");
        foreach (var e in trace.Events)
        {
            writer.Write(EventLine.Write(e, sites.GetValueOrDefault(e.Site), e.Site == 0 ? null : trace.SiteAt(e.Site)));
            writer.Write('\n');
        }

        string Place(long site) => site == 0 ? "" : $" // {trace.SiteAt(site).Location}";
    }

    /// <summary>The text of <paramref name="trace"/>.</summary>
    public static string Write(Trace trace)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Write(trace, writer);
        return writer.ToString();
    }

    /// <summary>Reads a trace from its text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="file">The name that errors give.</param>
    /// <exception cref="TraceFormatException">The text is no trace, is of a newer version, or has a line that cannot be read.</exception>
    public static Trace Parse(string text, string file = "trace")
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TraceTextParser(text, file).Parse();
    }

    private static void Line(TextWriter writer, FormattableString line)
    {
        writer.Write(line.ToString(CultureInfo.InvariantCulture));
        writer.Write('\n');
    }

    /// <summary>The sites that the trace refers to, numbered from 1 in the order in which it first does.</summary>
    private static Dictionary<long, int> Sites(Trace trace)
    {
        var numbers = new Dictionary<long, int>();
        var all = trace.Operations.Select(o => o.CreationSite)
            .Concat(trace.Resources.Select(r => r.Site))
            .Concat(trace.Events.Select(e => e.Site))
            .Concat(trace.Stacks.SelectMany(s => s))
            .Concat(trace.Deadlock?.Waits.Select(w => w.Site) ?? []);
        foreach (var site in all)
        {
            if (site != 0)
            {
                numbers.TryAdd(site, numbers.Count + 1);
            }
        }

        return numbers;
    }
}
