using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>A thread that waits, until disposed.</summary>
/// <param name="operation">Whose it is.</param>
/// <param name="reason">Why it waits.</param>
/// <param name="site">Where.</param>
/// <param name="isRecorded">Whether that is recorded: it does not wait within another wait.</param>
internal sealed class BlockedThread(ObservedOperation operation, BlockReason reason, long site, bool isRecorded) : IDisposable, TaskWaiters.IWaiter
{
    private ObservedSignal? signal;
    private ObservedSignal? completer;
    private volatile bool isAnnounced; // of several tasks, the last one's completer counts, and may be nobody

    /// <summary>Who completed the task that is waited for.</summary>
    public ObservedSignal? Completer => Volatile.Read(ref completer);

    public bool IsBlocked => true;

    public void EndedBy(ObservedSignal? other) => signal = other;

    public void CompletedBy(ObservedSignal other)
    {
        isAnnounced = true;
        Volatile.Write(ref completer, other);
    }

    /// <summary>A task is complete; whoever did that runs this.</summary>
    public void Completed()
    {
        var announced = isAnnounced;
        isAnnounced = false;
        if (!announced)
        {
            Volatile.Write(ref completer, ObservedFlow.Running is { } by && by != operation ? new ObservedSignal(by, 0) : null);
        }
    }

    public void Dispose()
    {
        if (isRecorded)
        {
            operation.UnblockThread(reason, signal, site);
        }
    }
}
