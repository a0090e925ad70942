using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Observing;

/// <summary>A stretch of a trace: its events, and what they speak of for the first time.</summary>
internal sealed class ObservedBatch
{
    private readonly SortedDictionary<int, OperationInfo> operations = [];
    private readonly SortedDictionary<int, ResourceInfo> resources = [];
    private readonly TimeOrder order = new();
    private List<TraceEvent> merged = [];

    public List<TraceEvent> Events { get; private set; } = [];

    public void Define(OperationInfo operation) => operations.TryAdd(operation.Id, operation);

    /// <summary>Whether it has the operation of this number, or that is none.</summary>
    public bool Has(int operation) => operation == 0 || operations.ContainsKey(operation);

    public void Define(ResourceInfo resource) => resources.TryAdd(resource.Id, resource);

    /// <summary>Puts events from elsewhere, in any order, where they belong by time, or at the beginning where they belong to an earlier stretch. Those before the trace's own time are left out.</summary>
    public void Merge(IReadOnlyList<TraceEvent> added, long earliest)
    {
        if (added is [])
        {
            return;
        }

        var own = CollectionsMarshal.AsSpan(Events);
        var others = added is List<TraceEvent> list ? CollectionsMarshal.AsSpan(list) : [.. added];
        foreach (ref readonly var e in own)
        {
            order.Add(e.Time);
        }

        order.BeginRun();
        foreach (ref readonly var e in others)
        {
            order.Add(Math.Max(e.Time, earliest));
        }

        foreach (var (time, index) in order.InOrder())
        {
            if (index < own.Length)
            {
                merged.Add(own[index]);
            }
            else if (others[index - own.Length] is { Time: >= 0 } e)
            {
                merged.Add(e with { Time = time });
            }
        }

        (Events, merged) = (merged, Events);
        merged.Clear();
        order.Clear();
    }

    /// <summary>Makes room for the next stretch.</summary>
    public void Clear()
    {
        operations.Clear();
        resources.Clear();
        Events.Clear();
    }

    /// <summary>The stretch as a whole trace.</summary>
    public Trace ToTrace(TraceHeader header)
    {
        var stacks = new TraceStacks();
        var trace = new Trace(header, stacks.Renumber(Events), [.. operations.Values], [.. resources.Values]) { Stacks = stacks.All };
        TraceBuilder.Built?.Invoke(trace);
        return trace;
    }

    /// <summary>Writes the stretch.</summary>
    public void WriteTo(TraceWriter writer)
    {
        foreach (var operation in operations.Values)
        {
            writer.Define(operation);
        }

        foreach (var resource in resources.Values)
        {
            writer.Define(resource);
        }

        foreach (ref readonly var e in CollectionsMarshal.AsSpan(Events))
        {
            writer.Write(e, e.Stack == 0 ? null : StackTable.Frames(e.Stack));
        }
    }
}
