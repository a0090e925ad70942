using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>Waiting for, signalling, taking and giving back what threads synchronise by.</content>
public static partial class ObservedCalls
{
    private const uint WriterHeld = 0x80000000;
    private const uint WriterWaits = 0x40000000;
    private const int Nobody = -1;

    /// <summary>Waits for an event to be set.</summary>
    public static ObservedCall? WaitForEvent(object target, long site) =>
        Wait(target, ResourceKind.Event, BlockReason.Event, target is ManualResetEventSlim { IsSet: false }, site);

    /// <summary>Waits for a count to come down to zero.</summary>
    public static ObservedCall? WaitForCountdown(object target, long site) =>
        Wait(target, ResourceKind.Countdown, BlockReason.Countdown, target is CountdownEvent { IsSet: false }, site);

    /// <summary>Arrives at a barrier, and waits for the others.</summary>
    public static ObservedCall? WaitAtBarrier(object target, long site)
    {
        if (Control.Observed is not { } by || target is not Barrier barrier)
        {
            return null;
        }

        // Nobody gets to the next phase before this one has arrived.
        var phase = barrier.CurrentPhaseNumber;
        var resource = Arrive(by, barrier, phase, site);
        return new ObservedCall(by, new CallMeaning(BlockReason.Barrier, resource, barrier.ParticipantsRemaining > 1, Phase: phase), site);
    }

    /// <summary>No longer takes part in a barrier: maybe the last whom the others waited for.</summary>
    public static ObservedCall? SignalBarrier(object target, long site)
    {
        if (Control.Observed is { } by && target is Barrier barrier)
        {
            Arrive(by, barrier, barrier.CurrentPhaseNumber, site);
        }

        return null;
    }

    /// <summary>Waits for a kernel handle.</summary>
    public static ObservedCall? WaitForHandle(object target, long site) =>
        Control.Observed is { } by && target is not null ? new ObservedCall(by, MeaningOf(by, target, site), site) : null;

    /// <summary>Waits for several kernel handles, for one of them or for all.</summary>
    public static ObservedCall? WaitForHandles(object target, long site) =>
        Control.Observed is { } by && target is WaitHandle[] { Length: > 0 } handles && Array.IndexOf(handles, null) < 0
            ? Several(by, Array.ConvertAll(handles, handle => MeaningOf(by, handle, site)), blocks: true, site)
            : null;

    /// <summary>Signals one kernel handle and waits for another.</summary>
    public static ObservedCall? SignalAndWaitForHandle(object target, object awaited, long site)
    {
        _ = target switch
        {
            Mutex or Semaphore => Release(target, KindOfHandle(target).Kind, HoldMode.Exclusive, isHeld: true, site),
            _ => Signal(target, ResourceKind.Event, site),
        };
        return WaitForHandle(awaited, site);
    }

    /// <summary>Spins until something holds.</summary>
    public static ObservedCall? Spin(object? target, long site) =>
        Control.Observed is { } by ? new ObservedCall(by, new CallMeaning(BlockReason.Spin, Blocks: true), site) : null;

    /// <summary>Waits for the next tick of a timer.</summary>
    public static ObservedCall? WaitForTick(object target, long site) => Wait(target, ResourceKind.Timer, BlockReason.Timer, blocks: false, site);

    /// <summary>Takes the reading side of a lock.</summary>
    public static ObservedCall? EnterReader(object target, long site) =>
        Take(target, ResourceKind.ReaderWriterLock, BlockReason.ReaderLock, HoldMode.Shared, Owners(target, WriterHeld | WriterWaits), site);

    /// <summary>Takes the upgradeable side of a lock.</summary>
    public static ObservedCall? EnterUpgradeable(object target, long site) =>
        Take(target, ResourceKind.ReaderWriterLock, BlockReason.ReaderLock, HoldMode.Upgradeable, Owners(target, WriterHeld | WriterWaits) || IsUpgradeable(target), site);

    /// <summary>Takes the writing side of a lock.</summary>
    public static ObservedCall? EnterWriter(object target, long site) =>
        Take(target, ResourceKind.ReaderWriterLock, BlockReason.WriterLock, HoldMode.Exclusive, Owners(target, uint.MaxValue), site);

    /// <summary>Gives back the reading side of a lock.</summary>
    public static ObservedCall? ExitReader(object target, long site) =>
        Release(target, ResourceKind.ReaderWriterLock, HoldMode.Shared, target is ReaderWriterLockSlim { IsReadLockHeld: true } or ReaderWriterLock { IsReaderLockHeld: true }, site);

    /// <summary>Gives back the upgradeable side of a lock.</summary>
    public static ObservedCall? ExitUpgradeable(object target, long site) =>
        Release(target, ResourceKind.ReaderWriterLock, HoldMode.Upgradeable, target is ReaderWriterLockSlim { IsUpgradeableReadLockHeld: true }, site);

    /// <summary>Gives back the writing side of a lock.</summary>
    public static ObservedCall? ExitWriter(object target, long site) =>
        Release(target, ResourceKind.ReaderWriterLock, HoldMode.Exclusive, target is ReaderWriterLockSlim { IsWriteLockHeld: true } or ReaderWriterLock { IsWriterLockHeld: true }, site);

    /// <summary>Gives back whichever side of a lock is held.</summary>
    public static ObservedCall? ExitEither(object target, long site) =>
        target is ReaderWriterLock { IsWriterLockHeld: true } ? ExitWriter(target, site) : ExitReader(target, site);

    /// <summary>Gives back a mutex.</summary>
    public static ObservedCall? ReleaseMutex(object target, long site) => Release(target, ResourceKind.Mutex, HoldMode.Exclusive, isHeld: true, site);

    /// <summary>Gives back permits of a kernel semaphore.</summary>
    public static ObservedCall? ReleaseSemaphore(object target, long site) => Release(target, ResourceKind.Semaphore, HoldMode.Exclusive, isHeld: true, site);

    /// <summary>Sets an event.</summary>
    public static ObservedCall? SignalEvent(object target, long site) => Signal(target, ResourceKind.Event, site);

    /// <summary>Counts down.</summary>
    public static ObservedCall? SignalCountdown(object target, long site) => Signal(target, ResourceKind.Countdown, site);

    /// <summary>Wakes those who wait outside a monitor.</summary>
    public static ObservedCall? SignalMonitor(object target, long site) => Signal(target, ResourceKind.Monitor, site);

    /// <summary>Completes a task. Programs make very many: the site has to do for what it is.</summary>
    public static ObservedCall? SignalTask(object target, long site)
    {
        if (Control.Observed is { } by)
        {
            TaskWaiters.Tell(TaskOf(target), by, site);
            Observation.Record(EventKind.Signalled, by, null, 0, 0, site);
        }

        return null;
    }

    /// <summary>Cancels.</summary>
    public static ObservedCall? SignalCancellation(object target, long site) => Signal(target, ResourceKind.Cancellation, site);

    private static ObservedCall? Wait(object target, ResourceKind kind, BlockReason reason, bool blocks, long site) =>
        Control.Observed is { } by && target is not null
            ? new ObservedCall(by, new CallMeaning(reason, by.Recorder.Resource(by, target, kind, site), blocks), site)
            : null;

    private static ObservedCall? Take(object target, ResourceKind kind, BlockReason reason, HoldMode mode, bool blocks, long site) =>
        Control.Observed is { } by && target is not null
            ? new ObservedCall(by, new CallMeaning(reason, by.Recorder.Resource(by, target, kind, site), blocks, EventKind.Acquired, mode), site)
            : null;

    // Before the call: who is let through comes later. It needs no end.
    private static ObservedCall? Signal(object target, ResourceKind kind, long site)
    {
        if (Control.Observed is { } by && target is not null)
        {
            var resource = by.Recorder.Resource(by, target, kind, site);
            resource.SignalledBy(by, site);
            Observation.Record(EventKind.Signalled, by, resource, 0, 0, site);
            if (HandleOf(target) is { } handle)
            {
                by.Recorder.Resource(by, handle, ResourceKind.Event, site).SignalledBy(by, site);
            }
        }

        return null;
    }

    private static ObservedResource Arrive(ObservedOperation by, Barrier barrier, long phase, long site)
    {
        var resource = by.Recorder.Resource(by, barrier, ResourceKind.Barrier, site);
        resource.ArrivedBy(by, phase, site);
        Observation.Record(EventKind.Signalled, by, resource, 0, 0, site);
        return resource;
    }

    private static ObservedCall? Release(object target, ResourceKind kind, HoldMode mode, bool isHeld, long site)
    {
        if (isHeld && Control.Observed is { } by && target is not null)
        {
            var resource = by.Recorder.Resource(by, target, kind, site);
            resource.SignalledBy(by, site);
            Observation.Record(EventKind.Released, by, resource, 0, (long)mode, site);
        }

        return null;
    }

    // All the generic ones have the same layout, and a task is a task.
    private static Task? TaskOf(object source) => source switch
    {
        null => null,
        TaskCompletionSource plain => plain.Task,
        _ => Unsafe.As<TaskCompletionSource<object>>(source).Task,
    };

    private static CallMeaning MeaningOf(ObservedOperation by, object handle, long site)
    {
        var (kind, reason) = KindOfHandle(handle);
        var done = kind is ResourceKind.Mutex or ResourceKind.Semaphore ? EventKind.Acquired : EventKind.None;
        return new CallMeaning(reason, by.Recorder.Resource(by, handle, kind, site), Blocks: true, done);
    }

    private static (ResourceKind Kind, BlockReason Reason) KindOfHandle(object handle) => handle switch
    {
        Mutex => (ResourceKind.Mutex, BlockReason.Mutex),
        Semaphore => (ResourceKind.Semaphore, BlockReason.Semaphore),
        _ => (ResourceKind.Event, BlockReason.Event),
    };

    // It is blocked on the first of them, for its reason.
    private static ObservedCall Several(ObservedOperation by, CallMeaning[] meanings, bool blocks, long site) =>
        new(by, meanings[0] with { Blocks = blocks }, site) { Several = meanings };

    // Whether somebody is inside, or waits, who keeps the caller out.
    private static bool Owners(object target, uint mask) => target is not ReaderWriterLockSlim slim || (OwnersOf(slim) & mask) != 0;

    // Whether somebody else is on the upgradeable side: only one can be.
    private static bool IsUpgradeable(object target) =>
        target is ReaderWriterLockSlim slim && UpgradeableOwnerOf(slim) is var owner && owner != Nobody && owner != Environment.CurrentManagedThreadId;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_upgradeLockOwnerId")]
    private static extern ref int UpgradeableOwnerOf(ReaderWriterLockSlim target);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_owners")]
    private static extern ref uint OwnersOf(ReaderWriterLockSlim target);

    // What somebody may wait for instead.
    private static WaitHandle? HandleOf(object target) => target switch
    {
        ManualResetEventSlim slim => HandleOf(slim),
        CancellationTokenSource source => HandleOf(source),
        _ => null,
    };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_eventObj")]
    private static extern ref ManualResetEvent? HandleOf(ManualResetEventSlim target);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_kernelEvent")]
    private static extern ref ManualResetEvent? HandleOf(CancellationTokenSource target);
}
