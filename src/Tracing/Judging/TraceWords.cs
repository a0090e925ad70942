using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Says in words what a trace has in numbers.</summary>
internal static class TraceWords
{
    /// <summary><c>op 2 (Task.Run at TransferTests.cs:14)</c>.</summary>
    public static string Operation(Trace trace, int id)
    {
        var operation = trace.OperationWith(id);
        return operation is null ? $"op {id}"
            : operation.CreationSite == 0 ? $"op {id} ({operation.Name})"
            : $"op {id} ({operation.Name} at {trace.SiteAt(operation.CreationSite).Location})";
    }

    /// <summary><c>Account#1</c>; the reason where the resource has no name.</summary>
    public static string Resource(Trace trace, int id, BlockReason reason) =>
        trace.ResourceWith(id)?.Name is { Length: > 0 } name ? $"{name} ({reason})" : reason.ToString();

    /// <summary><c>Account#1</c>; <c>resource 1</c> where it has no name.</summary>
    public static string Resource(Trace trace, int id) => trace.ResourceWith(id)?.Name is { Length: > 0 } name ? name : $"resource {id}";

    /// <summary>The first event of a kind, in words; null when there is none.</summary>
    public static string? FirstEvent(Trace trace, Func<TraceEvent, bool> wanted)
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            if (wanted(trace.Events[i]))
            {
                return Event(trace, i);
            }
        }

        return null;
    }

    /// <summary><c>event 12, 1.5 ms: op 2 Blocked (Lock) Account#1 at Account.cs:24 Account.TransferTo (Monitor.Enter)</c>.</summary>
    public static string Event(Trace trace, int index)
    {
        var e = trace.Events[index];
        var subject = e.Kind switch
        {
            EventKind.Blocked => " on " + Resource(trace, e.Subject, (BlockReason)e.Detail),
            EventKind.Unblocked or EventKind.OperationCreated => $" op {e.Subject}",
            EventKind.Acquired or EventKind.Released or EventKind.Sent or EventKind.Received => " " + Resource(trace, e.Subject),
            EventKind.OperationEnded => $" ({(OperationEnd)e.Detail}{(e.Text is null ? "" : ": " + e.Text)})",
            EventKind.Log or EventKind.RegionBegin or EventKind.RegionEnd or EventKind.TaskBegin or EventKind.TaskEnd => $" \"{e.Text}\"",
            _ => "",
        };
        var who = e.Operation == 0 ? "" : $"op {e.Operation} ";
        return $"event {index}, {Time(TimeSpan.FromTicks(e.Time))}: {who}{e.Kind}{subject}{At(trace, e.Site)}";
    }

    /// <summary><c> at Account.cs:24 Account.TransferTo (Monitor.Enter)</c>; nothing when the site is not known.</summary>
    public static string At(Trace trace, long site) => site == 0 ? "" : $" at {trace.SiteAt(site)}";

    public static string Time(TimeSpan time) => FormattableString.Invariant($"{time.TotalMilliseconds:0.####} ms");
}
