using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>In which order operations took locks. A cycle in it is a deadlock that another schedule may come to, whether this one did or not.</summary>
/// <remarks>
/// After Klaus Havelund, Using Runtime Analysis to Guide Model Checking of Java Programs (2000), and Saddek Bensalem and Klaus Havelund, Dynamic Deadlock
/// Analysis of Multi-Threaded Programs (2005): the edges of a cycle are of different operations, no lock that is held at two of them
/// keeps these apart, and no creation or joining of an operation puts them in order. Locks are monitors, <see cref="System.Threading.Lock"/>s, mutexes,
/// spin locks, reader-writer locks, and semaphores that were used like a lock: never held twice at a time, always given back by the holder.
/// </remarks>
public sealed class LockOrderGraph
{
    // Longer cycles are rare, and finding them is exponential.
    private const int LongestCycle = 5;

    private readonly Trace trace;
    private readonly List<LockOrderEdge> edges = [];
    private readonly HashSet<int> locks;

    private LockOrderGraph(Trace trace)
    {
        this.trace = trace;
        locks = [.. trace.Resources.Where(IsLock).Select(r => r.Id)];
        FindEdges();
    }

    /// <summary>Every edge, once an operation and set of locks held, in the order in which they came up.</summary>
    public IReadOnlyList<LockOrderEdge> Edges => edges;

    /// <summary>Numbers of what counts as a lock.</summary>
    public IReadOnlySet<int> Locks => locks;

    /// <summary>The graph of <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    public static LockOrderGraph Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new LockOrderGraph(trace);
    }

    /// <summary>The cycles that may be deadlocks, each once, the shortest first. Each edge's taken lock is the next one's held lock, and the last one's the first one's.</summary>
    public IReadOnlyList<IReadOnlyList<LockOrderEdge>> Cycles()
    {
        var order = HappensBefore.Of(trace, HappensBeforeEdges.ForkJoin);
        var byHeld = edges.ToLookup(e => e.Held);
        var cycles = new List<IReadOnlyList<LockOrderEdge>>();
        var seen = new HashSet<string>();
        foreach (var start in edges)
        {
            Extend([start]);
        }

        return [.. cycles.OrderBy(c => c.Count)];

        void Extend(List<LockOrderEdge> path)
        {
            if (path[^1].Taken == path[0].Held)
            {
                // The same locks in the same order by the same operations are one finding, however often they came up.
                if (path.Count > 1 && seen.Add(string.Join(' ', path.Select(e => $"{e.Operation}:{e.Held}"))))
                {
                    cycles.Add([.. path]);
                }
            }
            else if (path.Count < LongestCycle)
            {
                foreach (var next in byHeld[path[^1].Taken])
                {
                    // From the lowest lock on, so that each cycle comes up once.
                    if (next.Held > path[0].Held && path.TrueForAll(e => MayMeet(e, next, order)))
                    {
                        Extend([.. path, next]);
                    }
                }
            }
        }
    }

    // Two operations can be at these places at the same time.
    private static bool MayMeet(LockOrderEdge one, LockOrderEdge other, HappensBefore order) =>
        one.Operation != other.Operation
        && one.Held != other.Held
        && !one.AllHeld.Overlaps(other.AllHeld)
        && order.AreConcurrent(one.TakenEvent, other.TakenEvent);

    private bool IsLock(ResourceInfo resource) => resource.Kind switch
    {
        ResourceKind.Monitor or ResourceKind.Lock or ResourceKind.Mutex or ResourceKind.SpinLock or ResourceKind.ReaderWriterLock => true,
        ResourceKind.Semaphore => IsUsedLikeALock(resource.Id),
        _ => false,
    };

    private bool IsUsedLikeALock(int semaphore)
    {
        var holder = 0;
        foreach (var e in trace.Events)
        {
            if (e.Subject != semaphore || e.Kind is not (EventKind.Acquired or EventKind.Released))
            {
                continue;
            }

            if (holder != (e.Kind == EventKind.Acquired ? 0 : e.Operation))
            {
                return false;
            }

            holder = e.Kind == EventKind.Acquired ? e.Operation : 0;
        }

        return true;
    }

    private void FindEdges()
    {
        var held = new Dictionary<int, List<(int Lock, HoldMode Mode, int Event)>>();
        var known = new HashSet<string>();
        for (var i = 0; i < trace.Events.Count; i++)
        {
            var e = trace.Events[i];
            if (!IsAboutLock(e))
            {
                continue;
            }

            if (!held.TryGetValue(e.Operation, out var own))
            {
                held.Add(e.Operation, own = []);
            }

            if (e.Kind != EventKind.Released && !own.Exists(h => h.Lock == e.Subject))
            {
                HashSet<int> all = [.. own.Select(h => h.Lock)];
                foreach (var h in own)
                {
                    // Once is enough: what comes later is found out about in the same way.
                    if (known.Add($"{e.Operation} {h.Lock} {e.Subject} {string.Join(',', all.Order())}"))
                    {
                        edges.Add(new LockOrderEdge(h.Lock, e.Subject, e.Operation, h.Mode, h.Event, i, all));
                    }
                }
            }

            if (e.Kind == EventKind.Acquired)
            {
                own.Add((e.Subject, (HoldMode)e.Detail, i));
            }
            else if (e.Kind == EventKind.Released && own.FindLastIndex(h => h.Lock == e.Subject) is var last and >= 0)
            {
                own.RemoveAt(last);
            }
        }
    }

    // Waiting in Monitor.Wait is not wanting the lock yet.
    private bool IsAboutLock(in TraceEvent e) =>
        locks.Contains(e.Subject)
        && (e.Kind is EventKind.Acquired or EventKind.Released
            || (e.Kind == EventKind.Blocked && (BlockReason)e.Detail is BlockReason.Lock or BlockReason.ReaderLock or BlockReason.WriterLock or BlockReason.Mutex or BlockReason.Spin or BlockReason.Semaphore));
}
