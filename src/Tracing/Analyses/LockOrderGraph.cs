using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>In which order operations took locks. A cycle in it is a deadlock that another schedule may come to, whether this one did or not.</summary>
/// <remarks>
/// After Klaus Havelund, Using Runtime Analysis to Guide Model Checking of Java Programs (2000), and Saddek Bensalem and Klaus Havelund, Dynamic Deadlock
/// Analysis of Multi-Threaded Programs (2005): the edges of a cycle are of different operations, no lock that is held at two of them
/// keeps these apart, and no creation or joining of an operation puts them in order. Who reads under a reader-writer lock keeps out
/// who writes, and who reads only where a third waits to write. Locks are monitors, <see cref="System.Threading.Lock"/>s, mutexes,
/// spin locks, reader-writer locks, and semaphores that were used like a lock: never held twice at a time, always given back by the holder.
/// </remarks>
public sealed class LockOrderGraph
{
    private readonly Trace trace;
    private readonly HashSet<int> locks;
    private readonly LockOrderGroups groups;

    private LockOrderGraph(Trace trace)
    {
        this.trace = trace;
        locks = [.. trace.Resources.Where(IsLock).Select(r => r.Id)];
        groups = new LockOrderGroups(trace, locks);
        groups.Find();
    }

    /// <summary>
    /// Every edge, in the order in which they came up: once an operation, set of locks held, and time between what the operation forked and joined.
    /// </summary>
    public IReadOnlyList<LockOrderEdge> Edges => groups.Edges;

    /// <summary>Numbers of what counts as a lock.</summary>
    public IReadOnlySet<int> Locks => locks;

    /// <summary>The graph of <paramref name="trace"/>.</summary>
    /// <param name="trace">The trace.</param>
    public static LockOrderGraph Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new LockOrderGraph(trace);
    }

    /// <summary>The cycles that may be deadlocks.</summary>
    public LockOrderCycles Cycles() => new LockOrderSearch(groups.All, trace).Run();

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
}
