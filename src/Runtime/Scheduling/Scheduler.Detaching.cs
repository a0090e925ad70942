using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Operations that block in code that is not under control: noticed, reported, and left aside while others go on.</content>
internal sealed partial class Scheduler
{
    // Three looks in a row that find the same thread waiting; the watchdog looks every 20 ms.
    private const int LooksBeforeDetaching = 3;

    private long progressSeen;
    private int looksWithoutProgress;

    /// <summary>Called by the watchdog now and then, on its thread.</summary>
    public void CheckProgress()
    {
        var stuck = Running;
        if (isOver || stuck is null || progressSeen != progress || stuck.Worker is not { } worker
            || (worker.Thread.ThreadState & ThreadState.WaitSleepJoin) == 0)
        {
            progressSeen = progress;
            looksWithoutProgress = 0;
            return;
        }

        if (++looksWithoutProgress >= LooksBeforeDetaching && stuck.TryDetach())
        {
            looksWithoutProgress = 0;
            Detach(stuck, worker.Thread);
        }
    }

    /// <summary>The watchdog has taken the turn from an operation and gives it to another.</summary>
    private void Detach(Operation operation, Thread thread)
    {
        detached++;
        enabled.Remove(operation);
        Running = null;
        Uncontrolled.Add(("blocked in code that is not under control, after", operation.Site));
        Record(EventKind.Uncontrolled, operation.Id, 0, 0, operation.Site, "blocked in code that is not under control");
        Record(EventKind.Blocked, operation.Id, 0, (long)BlockReason.Unknown, operation.Site);
        if (unwinding)
        {
            // Nobody needs its result any more: let it fall out of its wait.
            thread.Interrupt();
        }

        if (!idle.TryPop(out var worker))
        {
            worker = WorkerPool.Take();
            worker.Run = this;
        }

        worker.Assigned = null;
        worker.Unpark();
    }

    /// <summary>A detached operation is back from where it was stuck: it waits for its turn.</summary>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    private void Rejoin(Operation operation)
    {
        Outside.Post(() =>
        {
            detached--;
            operation.EnterRuntime();
            operation.IsToResume = true;
            Record(EventKind.Unblocked, 0, operation.Id, (long)BlockReason.Unknown, 0);
            enabled.Add(operation);
        });
        while (!operation.Worker!.TryPark(TimeSpan.FromMilliseconds(100)))
        {
            if (isOver)
            {
                throw new OperationAbortedException();
            }
        }

        Running = operation;
        Resume(operation, operation.Site);
    }
}
