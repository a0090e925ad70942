using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Exceptions that ended an operation and that nobody came to know of.</summary>
public static class UnobservedFaults
{
    /// <summary>Indexes of the ends of such operations. The body's exception is the test's, and what a deadlock leaves is unwound.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<int> Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var observed = trace.Events
            .Where(e => e.Kind == EventKind.Joined || (e.Kind == EventKind.Unblocked && (BlockReason)e.Detail is BlockReason.TaskAwait or BlockReason.TaskWait))
            .Select(e => e.Kind == EventKind.Joined ? e.Subject : e.Operation)
            .Concat(trace.Deadlock?.Waits.Select(wait => wait.Operation) ?? [])
            .ToHashSet();
        return
        [
            .. Enumerable.Range(0, trace.Events.Count)
                .Where(i => trace.Events[i] is { Kind: EventKind.OperationEnded, Detail: (long)OperationEnd.Faulted } end
                    && !observed.Contains(end.Operation) && trace.OperationWith(end.Operation)?.Kind != OperationKind.Body),
        ];
    }
}
