using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Observing;

/// <summary>A stretch of a trace: its events, and what they speak of for the first time.</summary>
internal sealed class ObservedBatch
{
    private readonly SortedDictionary<int, OperationInfo> operations = [];
    private readonly SortedDictionary<int, ResourceInfo> resources = [];

    public List<TraceEvent> Events { get; } = [];

    public void Define(OperationInfo operation) => operations.TryAdd(operation.Id, operation);

    public void Define(ResourceInfo resource) => resources.TryAdd(resource.Id, resource);

    /// <summary>Puts events from elsewhere, in any order, where they belong by time, or at the beginning where they belong to an earlier stretch.</summary>
    public void Merge(IEnumerable<TraceEvent> added, long earliest)
    {
        var own = Events.ToArray();
        Events.Clear();
        var next = 0;
        foreach (var e in added.Select(e => e with { Time = Math.Max(e.Time, earliest) }).OrderBy(static e => e.Time))
        {
            for (; next < own.Length && own[next].Time <= e.Time; next++)
            {
                Events.Add(own[next]);
            }

            Events.Add(e);
        }

        Events.AddRange(own.AsSpan(next));
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

        foreach (var e in Events)
        {
            writer.Write(e, e.Stack == 0 ? null : StackTable.Frames(e.Stack));
        }
    }
}
