namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Takes what real handles have, without waiting for it. A synchronization context that wants to be told of waits is put aside meanwhile: the runtime would
/// call it for each of these looks, and it may use the very handles.
/// </summary>
internal static class HandleTaking
{
    /// <exception cref="AbandonedMutexException">A mutex was taken from a thread that had ended.</exception>
    public static bool TryTake(WaitHandle handle)
    {
        var context = PutAside();
        try
        {
            return handle.WaitOne(0);
        }
        finally
        {
            PutBack(context);
        }
    }

    /// <inheritdoc cref="TryTake"/>
    public static bool TryTakeAll(WaitHandle[] handles)
    {
        var context = PutAside();
        try
        {
            return WaitHandle.WaitAll(handles, 0);
        }
        finally
        {
            PutBack(context);
        }
    }

    /// <inheritdoc cref="TryTake"/>
    /// <returns>The index of the handle, or <see cref="WaitHandle.WaitTimeout"/>.</returns>
    public static int TryTakeAny(WaitHandle[] handles)
    {
        var context = PutAside();
        try
        {
            return WaitHandle.WaitAny(handles, 0);
        }
        finally
        {
            PutBack(context);
        }
    }

    private static SynchronizationContext? PutAside()
    {
        var context = SynchronizationContext.Current;
        if (context?.IsWaitNotificationRequired() != true)
        {
            return null;
        }

        SynchronizationContext.SetSynchronizationContext(null);
        return context;
    }

    private static void PutBack(SynchronizationContext? context)
    {
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
