using System.Text;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>The interleaving as one column an operation, one line an event, in order of time.</summary>
internal static class InterleavingText
{
    private const int MaxColumns = 4;
    private const int MaxLines = 60;

    public static string Write(Trace trace)
    {
        var all = Steps(trace).ToList();
        var lines = all.Count > MaxLines ? WithoutStepsOfLibraries(all) : all;
        var shown = lines.Count > MaxLines ? lines[^MaxLines..] : lines;
        var operations = shown.Select(e => e.Operation).Distinct().Order().ToList();
        var text = new StringBuilder();
        if (lines.Count > shown.Count)
        {
            text.Append("  … ").Append(lines.Count - shown.Count).Append(" earlier events are in the trace\n");
        }

        if (all.Count > lines.Count)
        {
            text.Append("  … ").Append(all.Count - lines.Count).Append(" steps inside libraries, which nobody waited for, are in the trace\n");
        }

        return operations.Count <= MaxColumns ? Columns(trace, shown, operations, text) : List(trace, shown, text);
    }

    // What has a verb. A step that leaves no such event, as atomic calls do, is told by the decision to take it; but those of libraries do not lead to a deadlock.
    private static IEnumerable<TraceEvent> Steps(Trace trace)
    {
        var events = trace.Events;
        var suspended = trace.Operations.Select(operation => operation.Id).ToHashSet();
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            if (e.Kind is EventKind.OperationStarted or EventKind.Resumed)
            {
                suspended.Remove(e.Operation);
            }
            else if (e.Kind == EventKind.Blocked)
            {
                suspended.Add(e.Operation);
            }

            if (e.Kind == EventKind.Decision)
            {
                var step = e with { Operation = e.Subject };
                if (!suspended.Contains(step.Operation) && IsCall(step) && (trace.Deadlock is null || HasSource(step)) && !IsTold(trace, i + 1, step))
                {
                    yield return step;
                }
            }
            else if (e.Operation > 0 && Verb(trace, e) is not null)
            {
                yield return e;
            }
        }
    }

    private static bool IsCall(TraceEvent step) => SiteTable.Resolve(step.Site) is { Member: not "await" } site && site != Site.Unknown;

    // Whether the step that begins there has an event to show, before the next decision.
    private static bool IsTold(Trace trace, int from, TraceEvent step)
    {
        for (var i = from; i < trace.Events.Count && trace.Events[i].Kind != EventKind.Decision; i++)
        {
            var e = trace.Events[i];
            if (e.Operation == step.Operation && e.Site == step.Site && e.Kind is not (EventKind.Unblocked or EventKind.OperationEnded) && Verb(trace, e) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // In a long run, what code without source does with what nobody waits for hides what the program does.
    private static List<TraceEvent> WithoutStepsOfLibraries(List<TraceEvent> events)
    {
        var waitedFor = events.Where(e => e.Kind == EventKind.Blocked).Select(e => e.Subject).ToHashSet();
        return events.FindAll(e => e.Kind switch
        {
            EventKind.MemoryRead or EventKind.MemoryWrite or EventKind.Decision => HasSource(e),
            EventKind.Acquired or EventKind.Released or EventKind.Signalled or EventKind.Sent or EventKind.Received => HasSource(e) || waitedFor.Contains(e.Subject),
            _ => true,
        });
    }

    private static bool HasSource(TraceEvent e) => SiteTable.Resolve(e.Site).File is not null;

    private static string Columns(Trace trace, List<TraceEvent> events, List<int> operations, StringBuilder text)
    {
        var cells = events.Select(e => (e.Operation, Text: Line(trace, e))).ToList();
        var starts = new Dictionary<int, int>();
        var column = 0;
        foreach (var operation in operations)
        {
            starts.Add(operation, column);
            column += 3 + Math.Max(Title(trace, operation).Length, cells.Where(c => c.Operation == operation).Max(c => c.Text.Length));
        }

        text.Append("  ");
        foreach (var operation in operations)
        {
            text.Append(Title(trace, operation).PadRight(operation == operations[^1] ? 0 : starts[operations[operations.IndexOf(operation) + 1]] - starts[operation]));
        }

        foreach (var (operation, line) in cells)
        {
            text.Append("\n  ").Append(' ', starts[operation]).Append(line);
        }

        return text.Append('\n').ToString();
    }

    private static string List(Trace trace, List<TraceEvent> events, StringBuilder text)
    {
        foreach (var operation in events.Select(e => e.Operation).Distinct().Order())
        {
            text.Append("  ").Append(Title(trace, operation)).Append('\n');
        }

        text.Append('\n');
        foreach (var e in events)
        {
            text.Append("  ").Append($"op {e.Operation}".PadRight(8)).Append(Line(trace, e)).Append('\n');
        }

        return text.ToString();
    }

    private static string Title(Trace trace, int operation)
    {
        var info = trace.Operations[operation - 1];
        var site = SiteTable.Resolve(info.CreationSite);
        return $"op {operation}  {info.Name}" + (site == Site.Unknown ? "" : $" at {site.Location}");
    }

    private static string Line(Trace trace, TraceEvent e)
    {
        var site = SiteTable.Resolve(e.Site);
        var verb = Verb(trace, e)!;
        return site == Site.Unknown ? verb : $"{verb.PadRight(28)} {site.Location}";
    }

    private static string? Verb(Trace trace, TraceEvent e) => e.Kind switch
    {
        EventKind.OperationCreated when e.Subject > 0 => $"starts op {e.Subject}",
        EventKind.Acquired => $"takes {Resource(trace, e)}",
        EventKind.Released => $"releases {Resource(trace, e)}",
        EventKind.Signalled => $"signals {Resource(trace, e)}",
        EventKind.Sent => $"sends to {Resource(trace, e)}",
        EventKind.Received => $"receives from {Resource(trace, e)}",
        EventKind.MemoryRead => $"reads {SiteTable.Resolve(e.Site).Member}",
        EventKind.MemoryWrite => $"writes {SiteTable.Resolve(e.Site).Member}",
        EventKind.IoBegin or EventKind.Decision => $"calls {SiteTable.Resolve(e.Site).Member}",
        EventKind.Blocked => $"waits for {(e.Subject > 0 ? Resource(trace, e) : Noun((BlockReason)e.Detail))}",
        EventKind.KeptWaiting => $"is kept waiting for {TimeSpan.FromTicks(e.Detail).TotalMilliseconds:0.###} ms",
        EventKind.Unblocked when e.Subject != e.Operation => $"lets op {e.Subject} go on",
        EventKind.OperationEnded => $"ends{((OperationEnd)e.Detail == OperationEnd.Completed ? "" : $" ({(OperationEnd)e.Detail})")}",
        _ => null,
    };

    private static string Resource(Trace trace, TraceEvent e) =>
        e.Subject > 0 && e.Subject <= trace.Resources.Count ? trace.Resources[e.Subject - 1].Name : "?";

    private static string Noun(BlockReason reason) => reason switch
    {
        BlockReason.TaskAwait or BlockReason.TaskWait => "a task",
        BlockReason.Delay => "time to pass",
        BlockReason.Join => "a thread to end",
        BlockReason.InlineContinuation => "an inline continuation",
        _ => reason.ToString(),
    };
}
