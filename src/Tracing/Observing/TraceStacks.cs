using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Observing;

/// <summary>The stacks of one trace, out of those of the process.</summary>
internal sealed class TraceStacks
{
    private readonly Dictionary<int, int> numbers = [];
    private readonly List<IReadOnlyList<long>> all = [];

    public IReadOnlyList<IReadOnlyList<long>> All => all;

    /// <summary>The events, with the stacks' numbers in this trace.</summary>
    public List<TraceEvent> Renumber(List<TraceEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Stack != 0)
            {
                events[i] = events[i] with { Stack = Number(events[i].Stack) };
            }
        }

        return events;
    }

    private int Number(int ofProcess)
    {
        if (!numbers.TryGetValue(ofProcess, out var number))
        {
            all.Add(StackTable.Frames(ofProcess));
            numbers.Add(ofProcess, number = all.Count);
        }

        return number;
    }
}
