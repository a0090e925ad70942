using System.Text;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>The interleaving as one column an operation, one line an event, in order of time. Where columns get too wide to be read, only the operations' numbers stand in them.</summary>
internal static class InterleavingText
{
    private const int MaxColumns = 4;
    private const int MaxWidth = 180;
    private const int MaxLines = 60;
    private const int MaxPreemptions = 5;

    // Places stand below each other, but for those of verbs that are longer still.
    private const int LeastVerbWidth = 28;
    private const int MostVerbWidth = 48;

    // A loop that asks again and again is one line, with how often.
    private const int LeastFolded = 3;

    public static string Write(Trace trace)
    {
        var all = Steps(trace).ToList();
        var lines = all.Count > MaxLines ? WithoutStepsOfLibraries(all) : all;
        var folded = LongRuns.Shorten(Folded(trace, lines), MaxLines);
        var shown = folded.Count > MaxLines ? folded[^MaxLines..] : folded;
        var operations = shown.Select(row => row.Operation).Distinct().Order().ToList();
        var text = new StringBuilder();
        if (folded.Count > shown.Count)
        {
            text.Append("  … ").Append(lines.Count - shown.Sum(row => row.Times)).Append(" earlier events are in the trace\n");
        }

        if (all.Count > lines.Count)
        {
            text.Append("  … ").Append(all.Count - lines.Count).Append(" steps inside libraries, which nobody waited for, are in the trace\n");
        }

        var columns = operations.Count <= MaxColumns ? ColumnsOf(trace, shown, operations) : null;
        return columns?.Sum(column => column.Width) <= MaxWidth ? Columns(shown, columns, text) : List(trace, shown, operations, text);
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
                if (!suspended.Contains(step.Operation) && IsCall(step) && (trace.Deadlock is null || IsOfProgram(step)) && !IsTold(trace, i + 1, step))
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

    // In a long run, what libraries do with what nobody waits for hides what the program does; but not where one operation comes between two steps of another.
    private static List<TraceEvent> WithoutStepsOfLibraries(List<TraceEvent> events)
    {
        var waitedFor = events.Where(e => e.Kind == EventKind.Blocked).Select(e => e.Subject).ToHashSet();
        var preempted = AroundPreemptions(events);
        return [.. events.Where((e, at) => e.Kind switch
        {
            EventKind.MemoryRead or EventKind.MemoryWrite or EventKind.Decision => IsOfProgram(e) || preempted.Contains(at),
            EventKind.Acquired or EventKind.Released or EventKind.Signalled or EventKind.Sent or EventKind.Received => IsOfProgram(e) || waitedFor.Contains(e.Subject) || preempted.Contains(at),
            _ => true,
        })];
    }

    // The last preemptions of all: the steps before and after, the write before them, which may be half of something, and what others do meanwhile to the fields of these.
    private static HashSet<int> AroundPreemptions(List<TraceEvent> events)
    {
        var shown = new HashSet<int>();
        var resumed = new Dictionary<int, int>();
        var preemptions = 0;
        for (var at = events.Count - 1; at >= 0 && preemptions < MaxPreemptions; at--)
        {
            var e = events[at];
            if (at + 1 < events.Count && events[at + 1].Operation != e.Operation && e.Kind is not (EventKind.Blocked or EventKind.OperationEnded) && resumed.TryGetValue(e.Operation, out var next))
            {
                preemptions++;
                var write = events.FindLastIndex(at, earlier => earlier.Operation == e.Operation && earlier.Kind == EventKind.MemoryWrite);
                int[] own = write < 0 ? [at, next] : [write, at, next];
                shown.UnionWith([.. own, .. Enumerable.Range(at + 1, next - at - 1).Where(i => own.Any(step => UseOneField(events[i], events[step])))]);
            }

            resumed[e.Operation] = at;
        }

        return shown;
    }

    private static bool UseOneField(TraceEvent one, TraceEvent other) => IsAccess(one) && IsAccess(other) && one.Detail == other.Detail;

    private static bool IsAccess(TraceEvent e) => e.Kind is EventKind.MemoryRead or EventKind.MemoryWrite;

    private static bool IsOfProgram(TraceEvent e) => !SiteTable.IsOfLibrary(e.Site);

    private static List<InterleavingRow> Folded(Trace trace, List<TraceEvent> events)
    {
        var rows = new List<InterleavingRow>();
        var own = new Dictionary<int, TraceEvent>();
        for (var at = 0; at < events.Count;)
        {
            var e = events[at];
            if (e.Site != 0 && IsOfProgram(e))
            {
                own[e.Operation] = e;
            }

            // An operation ends where it was seen last, but what libraries do then, as they are disposed of, says nothing of why.
            var (verb, place) = (Verb(trace, e)!, Place(e.Kind == EventKind.OperationEnded && !IsOfProgram(e) ? own.GetValueOrDefault(e.Operation, e) : e));
            var times = 1 + events.Skip(at + 1).TakeWhile(next => next.Operation == e.Operation && Place(next) == place && Verb(trace, next) == verb).Count();
            var isLoop = times >= LeastFolded;
            rows.Add(new InterleavingRow(e.Operation, verb, isLoop ? $"{place} × {times}" : place, isLoop ? times : 1));
            at += isLoop ? times : 1;
        }

        return rows;
    }

    private static List<Column> ColumnsOf(Trace trace, List<InterleavingRow> rows, List<int> operations)
    {
        var columns = new List<Column>();
        foreach (var operation in operations)
        {
            var (title, own) = (Title(trace, operation), rows.FindAll(row => row.Operation == operation));
            var verbWidth = VerbWidth(own);
            columns.Add(new Column(operation, title, verbWidth, 3 + Math.Max(title.Length, own.Max(row => row.Line(verbWidth).Length))));
        }

        return columns;
    }

    private static string Columns(List<InterleavingRow> rows, List<Column> columns, StringBuilder text)
    {
        text.Append($"  {string.Concat(columns.Select(column => column.Title.PadRight(column.Width)))}".TrimEnd());
        foreach (var row in rows)
        {
            var index = columns.FindIndex(column => column.Operation == row.Operation);
            text.Append('\n').Append(' ', 2 + columns.Take(index).Sum(column => column.Width)).Append(row.Line(columns[index].VerbWidth));
        }

        return text.Append('\n').ToString();
    }

    private static string List(Trace trace, List<InterleavingRow> rows, List<int> operations, StringBuilder text)
    {
        foreach (var operation in operations)
        {
            text.Append("  ").Append(Title(trace, operation)).Append('\n');
        }

        text.Append('\n');
        var verbWidth = VerbWidth(rows);
        var labelWidth = Math.Max(8, rows.Max(row => $"op {row.Operation}".Length) + 2);
        var inLanes = operations.Count <= MaxColumns;
        foreach (var row in rows)
        {
            var lane = inLanes ? operations.IndexOf(row.Operation) : 0;
            text.Append(' ', 2 + (lane * labelWidth)).Append($"op {row.Operation}".PadRight(((inLanes ? operations.Count : 1) - lane) * labelWidth)).Append(row.Line(verbWidth)).Append('\n');
        }

        return text.ToString();
    }

    private static string Title(Trace trace, int operation)
    {
        var info = trace.Operations[operation - 1];
        var site = SiteTable.Resolve(info.CreationSite);
        return $"op {operation}  {info.Name}" + (site == Site.Unknown ? "" : $" at {site.Location}");
    }

    private static int VerbWidth(List<InterleavingRow> rows) =>
        rows.Select(row => row.Verb.Length).Where(width => width <= MostVerbWidth).Append(LeastVerbWidth).Max();

    private static string Place(TraceEvent e) => SiteTable.Resolve(e.Site) is var site && site == Site.Unknown ? "" : site.Location;

    private static string? Verb(Trace trace, TraceEvent e) => e.Kind switch
    {
        EventKind.OperationCreated when e.Subject > 0 => $"starts op {e.Subject}",
        EventKind.Acquired => $"takes {Resource(trace, e)}{Mode(trace, e)}",
        EventKind.Released => $"releases {Resource(trace, e)}{Mode(trace, e)}",
        EventKind.Signalled => $"signals {Resource(trace, e)}",
        EventKind.Sent => $"sends to {Resource(trace, e)}",
        EventKind.Received => $"receives from {Resource(trace, e)}",
        EventKind.MemoryRead => $"reads {SiteTable.Resolve(e.Site).Member}",
        EventKind.MemoryWrite => $"writes {SiteTable.Resolve(e.Site).Member}",
        EventKind.IoBegin or EventKind.Decision => $"calls {SiteTable.Resolve(e.Site).Member}",
        EventKind.Blocked when (BlockReason)e.Detail == BlockReason.Unknown => $"is held up in {HeldUp.Where(e.Site)}",
        EventKind.Blocked => $"waits for {(e.Subject > 0 ? Resource(trace, e) : Noun((BlockReason)e.Detail))}",
        EventKind.KeptWaiting => $"is kept waiting for {TimeSpan.FromTicks(e.Detail).TotalMilliseconds:0.###} ms",
        EventKind.NumberChosen when e.Detail < int.MaxValue => $"draws {e.Subject} (of 0 to {e.Detail - 1})", // else a seed, which tells a person nothing
        EventKind.Unblocked when e.Subject != e.Operation => $"lets op {e.Subject} go on",
        EventKind.OperationEnded => $"ends{((OperationEnd)e.Detail == OperationEnd.Completed ? "" : $" ({(OperationEnd)e.Detail})")}",
        _ => null,
    };

    private static string Resource(Trace trace, TraceEvent e) =>
        e.Subject > 0 && e.Subject <= trace.Resources.Count ? trace.Resources[e.Subject - 1].Name : "?";

    // Readers share what a writer has for itself: that two hold one lock at once is no riddle then.
    private static string Mode(Trace trace, TraceEvent e) => (HoldMode)e.Detail switch
    {
        HoldMode.Shared => " as a reader",
        HoldMode.Upgradeable => " as the upgradeable reader",
        _ => trace.ResourceWith(e.Subject)?.Kind == ResourceKind.ReaderWriterLock ? " as the writer" : "",
    };

    private static string Noun(BlockReason reason) => reason switch
    {
        BlockReason.TaskAwait or BlockReason.TaskWait => "a task",
        BlockReason.Delay => "time to pass",
        BlockReason.Join => "a thread to end",
        BlockReason.InlineContinuation => "an inline continuation",
        _ => reason.ToString(),
    };

    private readonly record struct Column(int Operation, string Title, int VerbWidth, int Width);
}
