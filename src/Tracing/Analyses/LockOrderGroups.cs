using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>Goes through a trace and finds who took which lock while it held others.</summary>
internal sealed class LockOrderGroups(Trace trace, IReadOnlySet<int> locks)
{
    private readonly Dictionary<int, List<(int Lock, HoldMode Mode, int Event)>> held = [];
    private readonly Dictionary<string, LockOrderGroup> groups = [];
    private readonly HashSet<string> known = [];
    private readonly List<LockOrderEdge> edges = [];

    // How often each operation forked or joined so far: edges in between stand alike to the edges of all others.
    private readonly Dictionary<int, int> epochs = [];

    /// <summary>Those that can be told apart, in the order of the trace.</summary>
    public IReadOnlyList<LockOrderEdge> Edges => edges;

    /// <summary>The edges, and who wanted to write.</summary>
    public IReadOnlyCollection<LockOrderGroup> All => groups.Values;

    /// <summary>Finds all.</summary>
    public void Find()
    {
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            if (HappensBefore.IsForkOrJoin(e))
            {
                Count(e.Operation);
                Count(e.Subject);
            }
            else if (e.Kind is EventKind.Acquired or EventKind.Released or EventKind.Blocked && locks.Contains(e.Subject))
            {
                Step(e, i);
            }
        }
    }

    private void Step(in TraceEvent e, int index)
    {
        if (!held.TryGetValue(e.Operation, out var own))
        {
            held.Add(e.Operation, own = []);
        }

        if (e.Kind == EventKind.Released)
        {
            Release(own, e.Subject, (HoldMode)e.Detail);
        }
        else if (Request(e) is { } mode)
        {
            AddEdges(own, e, mode, index);
            if (e.Kind == EventKind.Acquired)
            {
                own.Add((e.Subject, mode, index));
            }
        }
    }

    private void Count(int operation) => epochs[operation] = epochs.GetValueOrDefault(operation) + 1;

    // Waiting in Monitor.Wait is not wanting the lock yet.
    private static HoldMode? Request(in TraceEvent e) => e.Kind switch
    {
        EventKind.Acquired => (HoldMode)e.Detail,
        EventKind.Blocked => (BlockReason)e.Detail switch
        {
            BlockReason.ReaderLock => HoldMode.Shared,
            BlockReason.Lock or BlockReason.WriterLock or BlockReason.Mutex or BlockReason.Spin or BlockReason.Semaphore => HoldMode.Exclusive,
            _ => null,
        },
        _ => null,
    };

    private static void Release(List<(int Lock, HoldMode Mode, int Event)> own, int released, HoldMode mode)
    {
        var last = own.FindLastIndex(h => h.Lock == released && h.Mode == mode);
        last = last >= 0 ? last : own.FindLastIndex(h => h.Lock == released);
        if (last >= 0)
        {
            own.RemoveAt(last);
        }
    }

    private void AddEdges(List<(int Lock, HoldMode Mode, int Event)> own, in TraceEvent e, HoldMode mode, int index)
    {
        var writes = mode == HoldMode.Exclusive && trace.ResourceWith(e.Subject)?.Kind == ResourceKind.ReaderWriterLock;
        if (own.Count == 0 && !writes)
        {
            return;
        }

        var all = new SortedDictionary<int, HoldMode>();
        foreach (var h in own)
        {
            all[h.Lock] = all.TryGetValue(h.Lock, out var other) ? HoldModes.Stronger(h.Mode, other) : h.Mode;
        }

        // Who enters again does not wait; who goes on from reading to writing may.
        if (all.TryGetValue(e.Subject, out var already) && HoldModes.Stronger(already, mode) == already)
        {
            return;
        }

        var allHeld = string.Join(',', all);
        if (writes)
        {
            Add(new LockOrderEdge(0, e.Subject, e.Operation, mode, mode, index, index, all), allHeld);
        }

        foreach (var (lockHeld, heldMode) in all)
        {
            if (lockHeld != e.Subject)
            {
                var heldEvent = own.FindLast(h => h.Lock == lockHeld && h.Mode == heldMode).Event;
                Add(new LockOrderEdge(lockHeld, e.Subject, e.Operation, heldMode, mode, heldEvent, index, all), allHeld);
            }
        }
    }

    private void Add(LockOrderEdge edge, string allHeld)
    {
        var key = $"{edge.Operation} {edge.Held} {edge.Taken} {edge.TakenMode} {allHeld}";
        if (!known.Add($"{key} {epochs.GetValueOrDefault(edge.Operation)}"))
        {
            return;
        }

        if (edge.Held != 0)
        {
            edges.Add(edge);
        }

        if (!groups.TryGetValue(key, out var group))
        {
            groups.Add(key, group = new LockOrderGroup());
        }

        group.Add(edge);
    }
}
