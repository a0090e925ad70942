using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>What every timeline export shows of a trace: names and places in time, in nanoseconds.</summary>
internal sealed class ExportAxis(Trace trace, ExportTime time)
{
    /// <summary>When an event happened.</summary>
    public long At(int index) =>
        trace.Events.Count == 0 ? 0
        : time == ExportTime.Order ? index * 1_000L
        : trace.Events[Math.Min(index, trace.Events.Count - 1)].Time * 100;

    public long Start(StateInterval interval) => At(interval.FirstEvent);

    public long End(StateInterval interval) => At(interval.LastEvent ?? trace.Events.Count);

    /// <summary><c>running</c>, <c>runnable</c>, or <c>Lock: Account#1</c>.</summary>
    public string Name(StateInterval interval) => interval.Reason is not { } reason
        ? interval.State == OperationState.Running ? "running" : "runnable"
        : trace.ResourceWith(interval.Resource) is { } resource ? $"{reason}: {resource.Name}" : reason.ToString();

    public static string Name(OperationInfo operation) => FormattableString.Invariant($"op {operation.Id}: {operation.Name}");

    /// <summary>Every sample of a thread at work: the innermost method, and the whole stack, a method a line.</summary>
    public IEnumerable<(int Event, string Name, string Stack)> Samples()
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            if (trace.Events[i].Kind == EventKind.CpuSample)
            {
                string[] frames = trace.Events[i].Stack is > 0 and var stack ? [.. trace.Stacks[stack - 1].Select(site => trace.SiteAt(site).Method)] : [];
                yield return (i, frames is [var innermost, ..] ? innermost : "?", string.Join('\n', frames));
            }
        }
    }

    /// <summary>Every unblocking by an operation, with the interval that it ended.</summary>
    public IEnumerable<(int Event, int By, int Operation)> Wakeups()
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            if (trace.Events[i] is { Kind: EventKind.Unblocked, Operation: > 0 } e)
            {
                yield return (i, e.Operation, e.Subject);
            }
        }
    }
}
