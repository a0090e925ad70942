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
        using var aside = new ContextAside();
        return handle.WaitOne(0);
    }

    /// <inheritdoc cref="TryTake"/>
    public static bool TryTakeAll(WaitHandle[] handles)
    {
        using var aside = new ContextAside();
        return WaitHandle.WaitAll(handles, 0);
    }

    /// <inheritdoc cref="TryTake"/>
    /// <returns>The index of the handle, or <see cref="WaitHandle.WaitTimeout"/>.</returns>
    public static int TryTakeAny(WaitHandle[] handles)
    {
        using var aside = new ContextAside();
        return WaitHandle.WaitAny(handles, 0);
    }

    private readonly ref struct ContextAside
    {
        private readonly SynchronizationContext? context;

        public ContextAside()
        {
            if (SynchronizationContext.Current is { } current && current.IsWaitNotificationRequired())
            {
                context = current;
                SynchronizationContext.SetSynchronizationContext(null);
            }
        }

        public void Dispose()
        {
            if (context is not null)
            {
                SynchronizationContext.SetSynchronizationContext(context);
            }
        }
    }
}
