using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>What one call waits for: any of the handles, or all of them at once.</summary>
/// <param name="handles">The handles; the real calls check them.</param>
/// <param name="all">Whether all are wanted.</param>
internal sealed class WaitRequest(WaitHandle[] handles, bool all)
{
    private readonly bool ownThreadOnly = Array.Exists(handles, h => h is Mutex);

    public WaitHandle[] Handles => handles;

    public bool All => all;

    /// <summary>What was handed over: the index of a handle, 0 for all; null when nothing was.</summary>
    public int? Given { get; private set; }

    /// <summary>Takes what is wanted if it is there.</summary>
    /// <returns>The index of the handle, 0 for all, or <see cref="WaitHandle.WaitTimeout"/>.</returns>
    /// <exception cref="AbandonedMutexException">A mutex was taken from a thread that had ended.</exception>
    public int TryNow(Operation operation, long site)
    {
        int index;
        try
        {
            index = handles.Length == 1 ? (HandleTaking.TryTake(handles[0]) ? 0 : WaitHandle.WaitTimeout)
                : all ? (HandleTaking.TryTakeAll(handles) ? 0 : WaitHandle.WaitTimeout)
                : HandleTaking.TryTakeAny(handles);
        }
        catch (AbandonedMutexException e)
        {
            Took(operation, all ? 0 : Math.Max(0, e.MutexIndex), site);
            throw;
        }

        if (index != WaitHandle.WaitTimeout && Took(operation, index, site) is { } abandoned)
        {
            throw all || handles.Length == 1 ? new AbandonedMutexException() : new AbandonedMutexException(index, abandoned);
        }

        return index;
    }

    /// <summary>Hands over a signal on the thread of the one who gives it.</summary>
    /// <returns>False when <paramref name="handle"/> alone does not satisfy the request, or has nothing left.</returns>
    public bool Give(WaitHandle handle)
    {
        if (all && handles.Length > 1)
        {
            if (ownThreadOnly)
            {
                return true;
            }

            Given = HandleTaking.TryTakeAll(handles) ? 0 : null;
        }
        else
        {
            Given = HandleTaking.TryTake(handle) ? Array.IndexOf(handles, handle) : null;
        }

        return Given is not null;
    }

    /// <summary>Notes that the operation has what it wanted.</summary>
    /// <returns>A mutex among it whose owner ended without giving it back; null when there is none.</returns>
    public Mutex? Took(Operation operation, int index, long site)
    {
        Mutex? abandoned = null;
        var taken = all ? handles.AsSpan() : handles.AsSpan(index, 1);
        foreach (var handle in taken)
        {
            if (handle is Mutex mutex)
            {
                abandoned = TookMutex(operation, mutex, site) ? mutex : abandoned;
            }
            else if (handle is Semaphore)
            {
                Permits.Took(operation, HandleWaiting.Resource(operation.Scheduler, handle, site), site);
            }
            else
            {
                Signals.Took(HandleWaiting.Resource(operation.Scheduler, handle, site));
            }
        }

        return abandoned;
    }

    /// <summary>Notes that the operation's thread owns the mutex once more.</summary>
    /// <returns>Whether its owner had ended without giving it back.</returns>
    public static bool TookMutex(Operation operation, Mutex mutex, long site)
    {
        var resource = HandleWaiting.Resource(operation.Scheduler, mutex, site);
        operation.Worker!.HeldLocks.Add(mutex);
        resource.Holders.Add(operation);
        operation.Scheduler.Record(EventKind.Acquired, operation.Id, resource.Id, 0, site);
        return HandleWaiting.ConsumeAbandonment(resource);
    }
}
