using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>The line-per-event text of a trace.</summary>
internal static class TraceTwin
{
    public static void Write(Trace trace, TextWriter writer)
    {
        foreach (var e in trace.Events)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{e.Time} {e.Kind} op={e.Operation} subject={e.Subject} detail={e.Detail} {SiteTable.Resolve(e.Site)} {e.Text}"));
        }
    }
}
