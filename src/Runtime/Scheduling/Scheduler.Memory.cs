using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Plain accesses to memory.</content>
internal sealed partial class Scheduler
{
    // In the place of a field: a collection is one location.
    private const int Contents = 0;
    private const int Referent = 1;

    private readonly List<CollectionAccess> imminent = [];

    /// <summary>A plain access: a scheduling point where operations were seen to conflict, else only taken note of.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Access(Operation operation, object? owner, int field, bool isWrite, long site)
    {
        if (IsOrdered(operation))
        {
            MaySpin(operation, owner, field, field, isWrite, site);
            return;
        }

        if (memory.IsPoint(site))
        {
            Point(operation, site, isWrite ? 0 : field);
            RecordAccess(operation.Id, field, isWrite, site);
        }
        else
        {
            MaySpin(operation, owner, field, field, isWrite, site);
        }

        if (!operation.IsDetached)
        {
            memory.Accessed(operation, Steps, owner, field, isWrite, site);
        }
    }

    /// <summary>
    /// A reference to memory is made for code that cannot be seen from there: an access at once, and where operations were seen to conflict, what the
    /// operation reads and writes through references is scheduled from now on. References do not outlive a step, nor do others get them.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MakeReference(Operation operation, object? owner, int field, bool isWrite, long site)
    {
        Access(operation, owner, field, isWrite, site);
        operation.HasSharedReference |= memory.IsPoint(site);
    }

    /// <summary>
    /// An access through an address: a scheduling point where operations were seen to use one address, and for an operation that has made a reference to
    /// shared memory, since this may be it. An object that is moved between two accesses is not recognised.
    /// </summary>
    /// <param name="operation">Who.</param>
    /// <param name="address">Where.</param>
    /// <param name="isWrite">Whether it may write.</param>
    /// <param name="site">The access.</param>
    /// <param name="whole">Whether an array that lies there counts as a whole: more than one of its elements may be used.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AccessThrough(Operation operation, nuint address, bool isWrite, long site, bool whole = false)
    {
        if (IsOrdered(operation))
        {
            MaySpin(operation, owner: null, address.GetHashCode(), Referent, isWrite, site);
            return;
        }

        if (IsOnStack(operation, address))
        {
            return;
        }

        if (operation.HasSharedReference || memory.IsPoint(site))
        {
            Point(operation, site, isWrite ? 0 : Referent);
            RecordAccess(operation.Id, Referent, isWrite, site);
        }
        else
        {
            MaySpin(operation, owner: null, address.GetHashCode(), Referent, isWrite, site);
        }

        if (!operation.IsDetached)
        {
            memory.AccessedThrough(operation, Steps, address, isWrite, site, whole);
        }
    }

    // Nobody else may be there yet, but time may have to pass; and what is unwound must not wait for ever.
    private void MaySpin(Operation operation, object? owner, int part, int field, bool isWrite, long site)
    {
        if (!operation.MemorySpin.Comes(owner, part, isWrite, site, Steps, out var works))
        {
            return;
        }

        if (works)
        {
            Point(operation, site, part);
        }
        else
        {
            Yield(operation, site);
        }

        RecordAccess(operation.Id, field, isWrite, site);
    }

    // Locals of the callers of whoever asks: their frames lie above.
    private static unsafe bool IsOnStack(Operation operation, nuint address)
    {
        int here;
        return operation.Worker?.IsOnStack(address, (nuint)(&here)) == true;
    }

    /// <summary>A struct is written where operations were seen to conflict: others may come to see a part of it.</summary>
    /// <param name="operation">Who.</param>
    /// <param name="location">Where.</param>
    /// <param name="value">What is written.</param>
    /// <param name="site">The write.</param>
    /// <param name="through">Whether it is written through a reference, as <see cref="AccessThrough"/> has it.</param>
    public void Tear<T>(Operation operation, ref T location, T value, long site, bool through)
    {
        if (through ? MayComeBetween(operation, ref location, site) : MayComeBetween(operation, site))
        {
            location = TornStruct.Of(location, value, last: Steps % 2 != 0);
            PauseInWrite(operation, site);
        }
    }

    /// <summary>A part is written, and others may come before the rest, which is another write to them.</summary>
    public void PauseInWrite(Operation operation, long site)
    {
        Point(operation, site);
        RecordAccess(operation.Id, Referent, isWrite: true, site);
    }

    /// <summary>
    /// A call that fails or tells something else once another operation has made a certain call on the same object, which most programs make when nobody uses
    /// it any more: a scheduling point where operations were seen to conflict.
    /// </summary>
    /// <param name="operation">Who.</param>
    /// <param name="target">The object.</param>
    /// <param name="changes">Whether this is the call that the others depend on.</param>
    /// <param name="site">The call.</param>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    public void Use(Operation operation, object target, bool changes, long site)
    {
        if (IsOrdered(operation))
        {
            return;
        }

        if (memory.IsPoint(site))
        {
            Point(operation, site);
        }

        if (!operation.IsDetached)
        {
            memory.Accessed(operation, Steps, target, Contents, changes, site);
        }
    }

    /// <summary>Whether operations were seen to conflict over what is done at this site, and another may come in the middle of it.</summary>
    public bool MayComeBetween(Operation operation, long site) => !IsOrdered(operation) && memory.IsPoint(site);

    /// <summary>The same of what is done through a reference, as <see cref="AccessThrough"/> has it.</summary>
    public unsafe bool MayComeBetween<T>(Operation operation, ref T location, long site) =>
        !IsOrdered(operation) && (memory.IsPoint(site) || (operation.HasSharedReference && !IsOnStack(operation, (nuint)Unsafe.AsPointer(ref location))));

    /// <summary>An access to a field that was declared volatile: a scheduling point, wherever it is.</summary>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    public void AccessVolatile(Operation operation, object? owner, int field, bool isWrite, long site)
    {
        Point(operation, site);
        if (unwinding || operation.AtomicDepth > 0)
        {
            return;
        }

        // Recorded even while nobody else is there: the step is a decision of the schedule, and what leaves no event is told as a call.
        RecordAccess(operation.Id, field, isWrite, site);
        if (owner is null && !operation.IsDetached && !IsOrdered(operation))
        {
            memory.AccessedVolatile(field, isWrite, site);
        }
    }

    /// <summary>
    /// A call of a collection's method, which counts as one access to the whole. Where the collection is not made for several threads, and two
    /// operations stand before such calls at once, one of which writes, the run fails: nothing orders them, so on two processors they overlap.
    /// </summary>
    /// <remarks>
    /// A race is reported only when it is about to happen, so there are no false ones. After Koushik Sen, <i>Race Directed Random Testing of Concurrent
    /// Programs</i>, 2008.
    /// </remarks>
    /// <param name="operation">Who.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="use">What the call does with it.</param>
    /// <param name="site">The call.</param>
    /// <param name="ofBase">Whether a class that derives from the collection calls the collection's own method.</param>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AccessCollection(Operation operation, object collection, CollectionUse use, long site, bool ofBase = false)
    {
        if (IsOrdered(operation))
        {
            return;
        }

        var isWrite = use == CollectionUse.Write;
        if (collection is Array { Rank: > 1 })
        {
            Access(operation, collection, Contents, isWrite, site);
        }
        else if (collection is Array array)
        {
            AccessArray(operation, array, isWrite, site);
        }
        else if (CollectionViews.Contains(collection))
        {
            foreach (var source in CollectionViews.SourcesOf(collection))
            {
                AccessCollection(operation, source, use, site);
            }
        }
        else if (UnsafeCollections.LockOf(collection) is { } taken)
        {
            AccessSynchronized(operation, collection, taken, use, site);
        }
        else if (UnsafeCollections.IsForSeveralThreads(collection.GetType()))
        {
            Point(operation, site);
        }
        else if (UnsafeCollections.Contains(collection.GetType()))
        {
            // What it stands for is shared, even where nobody else has the object.
            if (!memory.IsPoint(site) && use != CollectionUse.Count && collection is Stream or TextReader or TextWriter)
            {
                MayUseConnection(operation, collection, site);
            }

            if (use == CollectionUse.Count || UnsafeCollections.IsItem(collection.GetType()) || (!ofBase && CollectionOverrides.Take(collection.GetType(), isWrite, site)))
            {
                Access(operation, collection, Contents, isWrite, site);
            }
            else
            {
                AccessUnsafe(new CollectionAccess(operation, collection, use, site));
            }
        }
        else if (collection is Stream)
        {
            MayUseConnection(operation, collection, site);
        }
    }

    /// <summary>An enumerator that others may have is about to be used, which is not made for several threads. What woven code wrote has fields of its own.</summary>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AccessEnumerator(Operation operation, object enumerator, bool isWrite, long site)
    {
        if (!IsOrdered(operation) && !WovenTypes.IsWrittenByHand(enumerator.GetType()) && !UnsafeCollections.IsOfEmpty(enumerator))
        {
            AccessUnsafe(new CollectionAccess(operation, enumerator, isWrite ? CollectionUse.Write : CollectionUse.Read, site));
        }
    }

    // Each call takes the lock; an enumeration does not, and is broken by a call of another operation.
    private void AccessSynchronized(Operation operation, object collection, object taken, CollectionUse use, long site)
    {
        if (use == CollectionUse.Enumeration && Monitor.IsEntered(taken))
        {
            return;
        }

        AccessUnsafe(new CollectionAccess(operation, collection, use, site) { IsAtomic = use != CollectionUse.Enumeration });
        if (use != CollectionUse.Enumeration)
        {
            Controlled.ControlledMonitor.PassThrough(operation, taken, site);
        }
    }

    private void AccessUnsafe(CollectionAccess access)
    {
        var (operation, collection, isWrite, site) = (access.Operation, access.Collection, access.IsWrite, access.Site);
        if (!limits.CheckDataRaces || !memory.IsPoint(site) || IsDecided)
        {
            Access(operation, collection, Contents, isWrite, site);
            return;
        }

        foreach (var other in imminent)
        {
            if (ReferenceEquals(other.Collection, collection) && access.RacesWith(other) && Enter(operation, site))
            {
                RecordAccess(other.Operation.Id, Contents, other.IsWrite, other.Site);
                RecordAccess(operation.Id, Contents, isWrite, site);
                Leave(operation);
                Fail(new RunOutcome(RunEnd.DataRace, operation.Id) { Race = new DataRace(other.Side, access.Side, collection.GetType()) });
            }
        }

        imminent.Add(access);
        Point(operation, site);
        imminent.Remove(access);
        RecordAccess(operation.Id, Contents, isWrite, site);
        if (!operation.IsDetached)
        {
            memory.Accessed(operation, Steps, collection, Contents, isWrite, site);
        }
    }

    private void AccessArray(Operation operation, Array array, bool isWrite, long site)
    {
        if (array.Length == 0)
        {
            return;
        }

        if (memory.IsPoint(site))
        {
            Point(operation, site, isWrite ? 0 : Contents + 1);
            RecordAccess(operation.Id, Contents, isWrite, site);
        }

        if (!operation.IsDetached)
        {
            memory.AccessedWhole(operation, Steps, array, isWrite, site);
        }
    }

    /// <summary>A view of an array is made. Who uses it may be another operation, so it is noted even while there is only one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void View(Array array, int elements)
    {
        if (array.Length > 0)
        {
            memory.View(array, elements);
        }
    }

    // While the body is the only operation, and has handed nothing outside, whatever it does comes before what others do.
    private bool IsOrdered(Operation operation) => (operations.Count == 1 && callbackSite == 0) || unwinding || operation.AtomicDepth > 0;

    private void RecordAccess(int operation, int field, bool isWrite, long site) =>
        Record(isWrite ? EventKind.MemoryWrite : EventKind.MemoryRead, operation, 0, field, site);

    private sealed record CollectionAccess(Operation Operation, object Collection, CollectionUse Use, long Site)
    {
        public bool IsWrite => Use == CollectionUse.Write;

        public bool IsAtomic { get; init; }

        public DataRaceSide Side => new(Operation.Id, IsWrite, Site);

        public bool RacesWith(CollectionAccess other) =>
            (IsWrite || other.IsWrite) && !(IsAtomic && other.IsAtomic)
            && (!UnsafeCollections.AllowsOneWriter(Collection) || (IsWrite && other.IsWrite) || Use == CollectionUse.Enumeration || other.Use == CollectionUse.Enumeration);
    }

    /// <summary>An access that is a scheduling point anyway: taken note of, for the plain accesses that it conflicts with.</summary>
    public void AtomicAccess(Operation operation, object? owner, int field, bool isWrite)
    {
        if (!IsOrdered(operation) && !operation.IsDetached)
        {
            memory.Accessed(operation, Steps, owner, field, isWrite, SharedMemory.NoSite);
        }
    }
}
