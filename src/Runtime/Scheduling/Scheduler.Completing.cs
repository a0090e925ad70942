using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Who goes on where something is completed that was awaited.</content>
internal sealed partial class Scheduler
{
    // Those who await a task are told of its end one right after the other.
    private Task? lastTold;

    /// <summary>Whatever is completed until <see cref="EndCompletion"/> resumes its awaiters on this stack, as the runtime does.</summary>
    /// <returns>What to give to <see cref="EndCompletion"/>.</returns>
    public static Queue<Suspension>? BeginCompletion(Operation operation)
    {
        var outer = operation.InlineQueue;
        operation.InlineQueue = new Queue<Suspension>();
        return outer;
    }

    /// <summary>Notes that somebody who awaits the task is told of its end. Of several, the runtime lets the first one go on at once, and sends the others elsewhere.</summary>
    /// <returns>Whether it is the first of them, or awaits no task.</returns>
    public bool TellsFirst(Task? completed)
    {
        var isFirst = completed is null || completed != lastTold;
        lastTold = completed ?? lastTold;
        return isFirst;
    }

    /// <summary>Resumes those who awaited what was completed since <see cref="BeginCompletion"/>.</summary>
    public static void EndCompletion(Operation operation, Queue<Suspension>? outer)
    {
        var queue = operation.InlineQueue!;
        operation.InlineQueue = outer;
        while (queue.TryDequeue(out var resumed))
        {
            resumed.ResumeOn(operation);
        }
    }

    /// <summary>Runs a step of <paramref name="resumed"/> on the stack of <paramref name="host"/>, which cannot go on meanwhile.</summary>
    /// <remarks>What the step completes has awaiters, too: these go on before the host does, who has all of them on its stack.</remarks>
    public void RunInline(Operation host, Operation resumed)
    {
        if (unwinding || resumed.HasEnded)
        {
            return;
        }

        if (host.ToldByGuests is not null)
        {
            RunStepOn(host, resumed);
            return;
        }

        var told = host.ToldByGuests = new Queue<Suspension>();
        RunStepOn(host, resumed);
        while (told.TryDequeue(out var next))
        {
            if (next.IsToResume)
            {
                next.ResumeOn(host);
            }
        }

        host.ToldByGuests = null;
    }

    private void RunStepOn(Operation host, Operation resumed)
    {
        Enable(resumed);
        resumed.Worker = host.Worker;
        resumed.Host = host;
        MarkBlocked(host, BlockReason.InlineContinuation, resumed, host.Site);
        Running = resumed;
        Control.SetCurrent(resumed);
        var context = SynchronizationContext.Current;
        try
        {
            SwitchTo(resumed, Decide(null));
            RunStep(resumed);
        }
        catch (OperationAbortedException) when (isOver)
        {
            // It was held up outside until after the end; the host learns of that at its own next call.
        }
        finally
        {
            (resumed.Worker, resumed.Host) = (null, null);
            Running = host;
            Control.SetCurrent(host);
            if (!ReferenceEquals(context, SynchronizationContext.Current))
            {
                SynchronizationContext.SetSynchronizationContext(context);
            }

            if (!unwinding)
            {
                Enable(host);
                Resume(host, host.Site);
            }

            PostUnposted(host);
        }
    }
}
