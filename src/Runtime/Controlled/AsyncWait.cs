using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A task that the scheduler completes: when somebody ends the wait, at a virtual time, or by cancellation, whichever comes first.</summary>
/// <typeparam name="T">The task's result.</typeparam>
internal sealed class AsyncWait<T> : TaskInfo
{
    private readonly TaskCompletionSource<T> source = new();
    private List<Suspension>? others;
    private Suspension? first;
    private ClockEntry? timeout;
    private CancellationTokenRegistration registration;
    private T? resultInTime;
    private bool hasTold;

    /// <summary>Makes an open wait.</summary>
    /// <param name="operation">Who asked for it.</param>
    /// <param name="reason">Why those who await it are blocked.</param>
    /// <param name="resource">On what; null when it has no identity.</param>
    /// <param name="site">Where.</param>
    /// <param name="runsInline">Whether awaiters resume on the stack of whoever ends the wait.</param>
    public AsyncWait(Operation operation, BlockReason reason, Resource? resource, long site, bool runsInline = false)
    {
        Operation = operation;
        Site = site;
        Reason = reason;
        Resource = resource;
        ContinuesAsynchronously = !runsInline;
        operation.Scheduler.Tasks.Add(source.Task, this);
    }

    public Operation Operation { get; }

    public long Site { get; }

    public Task<T> Task => source.Task;

    /// <summary>Whether whoever awaits a cancelled wait gets an <see cref="OperationCanceledException"/>, as from an async method that checks its token, and no <see cref="TaskCanceledException"/>.</summary>
    public bool ThrowsPlainCancellation { get; init; }

    /// <summary>Whether those who await a cancelled wait never go on on the stack of whoever cancels it, wherever they do when it ends otherwise.</summary>
    public bool CancelsElsewhere { get; init; }

    /// <summary>What is to be done when it has ended, however it has.</summary>
    public Action? Ended { get; set; }

    /// <summary>Ends the wait with <paramref name="result"/> once <paramref name="ticks"/> of virtual time have passed, for which alone it is; never when negative.</summary>
    public void Sleep(long ticks, T result)
    {
        EndAfter(ticks, result);
        Alarm = timeout;
    }

    /// <summary>Ends the wait with <paramref name="result"/> once <paramref name="ticks"/> of virtual time have passed; never when negative.</summary>
    public void EndAfter(long ticks, T result)
    {
        if (ticks >= 0)
        {
            resultInTime = result;
            timeout = Operation.Scheduler.Clock.Schedule(ticks, Site, static wait => ((AsyncWait<T>)wait).EndInTime(), this);
        }
    }

    /// <summary>Ends the wait with an exception once <paramref name="ticks"/> of virtual time have passed; never when negative.</summary>
    public void FailAfter(long ticks, Func<Exception> exception)
    {
        if (ticks >= 0)
        {
            timeout = Operation.Scheduler.Clock.Schedule(ticks, Site, () => InTime(() =>
            {
                using var elsewhere = Elsewhere.Begin(this);
                if (source.TrySetException(exception()))
                {
                    Release();
                }
            }));
        }
    }

    /// <summary>Ends the wait when the token is cancelled.</summary>
    public void EndWhenCancelled(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            registration = token.UnsafeRegister(static (state, cancelled) => ((AsyncWait<T>)state!).Cancel(cancelled), this);
        }
    }

    /// <summary>Ends the wait with a result, unless it has ended.</summary>
    public bool End(T result)
    {
        using var elsewhere = Elsewhere.Begin(this);
        if (!source.TrySetResult(result))
        {
            return false;
        }

        Release();
        return true;
    }

    /// <summary>Ends the wait with an exception, unless it has ended.</summary>
    public void Fail(Exception exception)
    {
        using var elsewhere = Elsewhere.Begin(this);
        if (exception is OperationCanceledException cancelled ? source.TrySetFromTask(Thrown(cancelled)) : source.TrySetException(exception))
        {
            // The original has no task behind its value task, hence none whose exception nobody observes.
            _ = source.Task.Exception;
            Release();
        }
    }

    /// <summary>Ends the wait with what a completed task ended with.</summary>
    public void EndAs(Task completed)
    {
        using var elsewhere = Elsewhere.Begin(this);
        var ended = completed switch
        {
            Task<T> typed => source.TrySetFromTask(typed),
            { IsFaulted: true } => source.TrySetException(completed.Exception!.InnerExceptions),
            { IsCanceled: true } => source.TrySetCanceled(new TaskCanceledException(completed).CancellationToken),
            _ => source.TrySetResult(default!),
        };
        if (ended)
        {
            Release();
        }
    }

    /// <inheritdoc/>
    public override bool TryTell(Suspension suspended)
    {
        // The token may be cancelled from outside, just as somebody begins to wait.
        lock (source)
        {
            if (hasTold)
            {
                return false;
            }

            if (first is null)
            {
                first = suspended;
            }
            else
            {
                (others ??= []).Add(suspended);
            }

            return true;
        }
    }

    private void EndInTime()
    {
        if (Operation.Scheduler.CallsOtherSchedulers)
        {
            InTime(() => End(resultInTime!));
        }
        else
        {
            End(resultInTime!);
        }
    }

    // That the time is up is nobody's doing; but a scheduler of the program's that is called then is the program's own code, and needs an operation.
    private void InTime(Action end)
    {
        if (Operation.Scheduler.CallsOtherSchedulers)
        {
            Operation.Scheduler.BeginTimer(Site, end);
        }
        else
        {
            end();
        }
    }

    private void Cancel(CancellationToken token)
    {
        using var elsewhere = Elsewhere.Begin(this, CancelsElsewhere);
        if (ThrowsPlainCancellation ? source.TrySetFromTask(Thrown(new OperationCanceledException(token))) : source.TrySetCanceled(token))
        {
            Tell();
            timeout?.Cancel();
            Ended?.Invoke();
        }
    }

    // Whoever awaits a task that was cancelled so gets this very exception.
    private static async Task<T> Thrown(OperationCanceledException cancelled) => throw cancelled;

    private void Tell()
    {
        lock (source)
        {
            hasTold = true;
        }

        first?.Complete();
        others?.ForEach(static suspended => suspended.Complete());
    }

    private void Release()
    {
        Tell();
        timeout?.Cancel();
        registration.Unregister();
        Ended?.Invoke();
        if (source.Task.IsCompletedSuccessfully)
        {
            Operation.Scheduler.Tasks.Forget(source.Task, this);
        }
    }
}
