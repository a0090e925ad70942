using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>
/// How a run ends: with the last operation, or early. Who is in the middle of something then goes on for a while, as in a real process: a flag that stands for a
/// lock would stay taken in a static field, and a cache half filled, for the runs that follow. Everything still left is unwound so that nothing leaks into them.
/// </content>
internal sealed partial class Scheduler
{
    // What the body left running may go on for a while, so that its failures are seen; a loop without end is then cut off.
    private const int StepsAfterBody = 2_000;
    private const int ClockJumpsAfterBody = 100;

    // Whoever is in the middle of something is soon done with it, or never. Each gets its turns, since one may wait for another by asking again and again.
    private const int StepsAfterFailure = 2_000;
    private const int StepsOfOneTurn = 50;

    // A heartbeat must not hide a deadlock beside it, nor must looking for one, which looks at all operations, cost more than the heartbeat.
    private const int JumpsBetweenChecks = 32;
    private const int OperationsPerJump = 2;

    // A loop in a finally block, or one that catches everything, must not keep an ended run alive.
    private const int CallsLetThrough = 5_000;
    private const int CallsRefused = 200;

    private readonly SemaphoreSlim reservedReleased = new(0);
    private volatile bool unwinding;
    private bool runsOut;
    private int stepsRunOut;
    private int operationsAtFailure;
    private int resourcesAtFailure;
    private volatile bool isOver;
    private int stepsAtBodyEnd;
    private int clockJumpsAfterBody;
    private int jumpsToCheck = JumpsBetweenChecks;
    private int outsideLooks;
    private int nextToUnwind;
    private int detached;

    /// <summary>Whether the run has come to its end: none of its operations will go on.</summary>
    public bool IsOver => isOver;

    /// <summary>True once the run's result is known and what is left is being unwound.</summary>
    public bool IsUnwinding => unwinding;

    /// <summary>How many of <see cref="Operations"/>, the first, are part of what happened: not those that began after a failure.</summary>
    public int OperationsInTrace => runsOut ? operationsAtFailure : operations.Count;

    /// <summary>How many of <see cref="Resources"/>, the first, are part of what happened.</summary>
    public int ResourcesInTrace => runsOut ? resourcesAtFailure : Resources.All.Count;

    // What happens from then on is no part of the program's run.
    private bool IsDecided => runsOut || unwinding;

    /// <summary>Ends the run with a failure, where it has no other yet.</summary>
    public void Fail(RunOutcome outcome)
    {
        if (!IsDecided)
        {
            Outcome = outcome;
            (operationsAtFailure, resourcesAtFailure) = (operations.Count, Resources.All.Count);
            runsOut = true;
        }
    }

    /// <summary>An exception left an operation: in a real process, the process would end.</summary>
    public void Escaped(Operation operation, Exception exception)
    {
        if (operation == Running)
        {
            // The last that is recorded of the run.
            Record(EventKind.OperationEnded, operation.Id, 0, (long)OperationEnd.Faulted, operation.Site);
        }

        Fail(new RunOutcome(RunEnd.Exception, operation.Id, exception));
    }

    /// <summary>The program asks for the end of its process: the run ends instead.</summary>
    /// <exception cref="OperationAbortedException">Always.</exception>
    public void EndProcess(Operation operation, string what, Exception? cause, long site)
    {
        // Code that ends the process on any exception meets the one that unwinds it, too.
        if (Enter(operation, site))
        {
            Fail(new RunOutcome(RunEnd.Exception, operation.Id, new InvalidOperationException(what, cause)));
            unwinding = true;
        }

        Leave(operation);
        throw new OperationAbortedException();
    }

    private void BeginUnwinding(RunOutcome outcome)
    {
        Outcome ??= outcome;
        unwinding = true;
    }

    private OperationEnd EndOf(Operation operation) => ((operation.Task ?? operation.Returned as Task)?.Status, unwinding) switch
    {
        (TaskStatus.Faulted, _) => OperationEnd.Faulted,
        (TaskStatus.Canceled, false) => OperationEnd.Canceled,
        (TaskStatus.RanToCompletion, _) => OperationEnd.Completed,
        (_, true) => OperationEnd.Aborted,
        _ => OperationEnd.Completed,
    };

    private void End(Operation operation, OperationEnd how)
    {
        operation.HasEnded = true;
        live--;
        enabled.Remove(operation);
        Record(EventKind.OperationEnded, operation.Id, 0, (long)how, operation.Site);
        if (IsDecided)
        {
            // Looked at, so that the runtime's finaliser does not report an abort as unobserved.
            _ = operation.Task?.Exception;
        }

        if (unwinding)
        {
            return;
        }

        // Whoever waits for this one waits from now on for a task of code that is not woven.
        allAreSuspects |= operation.Returned is Task { IsCompleted: false };
        if (Resources.Find(operation) is { } joined)
        {
            WakeAll(joined);
        }

        if (operation.Kind == OperationKind.Body)
        {
            bodyHasEnded = true;
            stepsAtBodyEnd = Steps;
            if (operation.Returned is Task { IsCompletedSuccessfully: false } failed)
            {
                Fail(new RunOutcome(RunEnd.Exception, operation.Id, failed.Exception?.InnerException ?? new TaskCanceledException(failed)));
            }
        }
    }

    /// <summary>What an unhurried end comes to: exceptions that nobody observed, and tasks that were to complete and did not, fail the run.</summary>
    private RunOutcome Judge()
    {
        if (Tasks.FirstUnobserved() is { } task)
        {
            var known = Tasks.Find(task)!;
            var which = known.Source == 0 ? "the task" : $"the task of the completion source made at {SiteTable.Resolve(known.Source).Location}";
            return new RunOutcome(RunEnd.Exception, known.Completer?.Id ?? 0, task.Exception!.InnerException!, $"nobody observed this exception: {which} was never awaited");
        }

        foreach (var (expected, by, site) in Expected)
        {
            if (!expected.IsCompletedSuccessfully)
            {
                return new RunOutcome(RunEnd.Exception, by.Id, new Controlled.SpecificationAssertionException(
                    $"The task of {SiteTable.Resolve(site)} did not complete successfully: it is {expected.Status}."));
            }
        }

        return new RunOutcome(RunEnd.Passed);
    }

    /// <summary>Nothing can run: outside events, the clock, or the end.</summary>
    private void OvercomeStandstill()
    {
        looks++;
        if (TakeInOutside(atStandstill: true) || ProbeResources())
        {
            return;
        }

        var waitsOutside = detached > 0 || WaitsOutside();
        if (waitsOutside && !bodyHasEnded)
        {
            WaitOutside();
        }
        else if (MayBeCalledBack() && WaitForCallback())
        {
            return;
        }
        else if (Clock.NextDue is { } due && (!bodyHasEnded || clockJumpsAfterBody++ < ClockJumpsAfterBody))
        {
            if (--jumpsToCheck == 0)
            {
                jumpsToCheck = Math.Max(JumpsBetweenChecks, operations.Count / OperationsPerJump);
                if (FailOnCycle())
                {
                    return;
                }
            }

            if (due > Clock.Now)
            {
                spinning.TimeHasPassed();
                company.TimeHasPassed();
            }

            AdvanceClock(due);
        }
        else if (!WaitForOutsideHolder())
        {
            EndAtStandstill();
        }
    }

    /// <summary>A cycle of waits without a timeout lasts for ever, whatever the clock or the outside do.</summary>
    private bool FailOnCycle()
    {
        if (!WaitForGraph.HasCycle(this))
        {
            return false;
        }

        Fail(WaitForGraph.Blocked(this, RunEnd.Deadlock, total: true));
        return true;
    }

    /// <summary>A lock that none of our operations holds and that cannot be taken is held by a thread that is not under control, and comes free in real time.</summary>
    private bool WaitForOutsideHolder()
    {
        var heldOutside = Resources.WaitedFor().Any(r => r.Holders.Count == 0 && r.Kind is ResourceKind.Monitor or ResourceKind.Lock or ResourceKind.Mutex);
        if (!heldOutside)
        {
            return false;
        }

        if (outsideLooks++ > limits.ExternalWaitTimeout.TotalMilliseconds)
        {
            WaitedInVain = true;
            return false;
        }

        TakeInOutside(TimeSpan.FromMilliseconds(1));
        return true;
    }

    /// <summary>Code that is not woven may have changed an object that operations wait for.</summary>
    private bool ProbeResources()
    {
        schedulingThread = Environment.CurrentManagedThreadId;
        foreach (var resource in Resources.WaitedFor())
        {
            if (resource.Holders.Count == 0 && resource.Probe is { } probe && probe(resource.Target))
            {
                WakeOne(resource);
            }
        }

        schedulingThread = 0;
        return enabled.Count > 0;
    }

    private void EndAtStandstill()
    {
        var outcome = WaitForGraph.Blocked(this, RunEnd.Deadlock, total: !bodyHasEnded);
        BeginUnwinding(outcome.Total || outcome.Blocked.Any(b => b.InCycle) ? outcome : Judge());
    }

    private Operation? NextToUnwind()
    {
        while (nextToUnwind < operations.Count)
        {
            var operation = operations[nextToUnwind++];
            if (operation.HasEnded || operation.IsDetached)
            {
                continue;
            }

            if (IsUnderDetached(operation))
            {
                operation.StayDetached();
                continue;
            }

            if (operation.Worker is not null || operation.Frames.Count > 0)
            {
                // Comes round again if waking its thread ended another operation on that stack first.
                nextToUnwind--;
                operation.UnwindAttempts++;
                if (operation.UnwindAttempts <= 3)
                {
                    return operation;
                }

                nextToUnwind++;
            }

            End(operation, OperationEnd.Aborted);
        }

        return null;
    }

    /// <summary>Whether another operation is stuck on its stack, outside: a continuation that was run there. Its thread cannot be woken.</summary>
    private bool IsUnderDetached(Operation operation) =>
        detached > 0 && operation.Worker is { } worker && operations.Exists(other => other.IsDetached && other.Worker == worker);

    /// <summary>A call made while unwinding: let through, unless there is no end to them.</summary>
    private void LetThrough(Operation operation)
    {
        var calls = ++operation.CallsWhileUnwinding;
        if (calls > CallsLetThrough + CallsRefused)
        {
            Abandon(operation);
        }
        else if (calls > CallsLetThrough)
        {
            operation.LeaveRuntime();
            throw new OperationAbortedException();
        }
    }

    /// <summary>The operation will not end: its thread is put to sleep for ever and the run goes on without it.</summary>
    private void Abandon(Operation operation)
    {
        var thread = operation.Worker!.Thread;
        Uncontrolled.Add(("an operation that catches every exception and never ends keeps its thread", operation.Site));
        End(operation, OperationEnd.Aborted);
        var next = SelectNext(null);
        if (next is null)
        {
            Finish(null);
        }
        else
        {
            Dispatch(next);
        }

        thread.IsBackground = true;
        Thread.Sleep(Timeout.Infinite);
    }

    private void Finish(Worker? last)
    {
        isOver = true;
        DismissArrivals();
        foreach (var worker in reserved)
        {
            worker.Unpark();
        }

        for (var i = 0; i < reserved.Count; i++)
        {
            reservedReleased.Wait();
        }

        while (idle.TryPop(out var worker))
        {
            WorkerPool.Return(worker);
        }

        spent.ForEach(WorkerPool.Return);

        if (last is not null)
        {
            HeldLock.ReleaseAll(last);
            if (!last.IsDedicated)
            {
                WorkerPool.Return(last);
            }
        }

        Tasks.Leave();
        if (IsDecided)
        {
            Tasks.ObserveAborted();
            foreach (var resource in Resources.All)
            {
                Permits.Restore(resource);
                Signals.Restore(resource);
            }
        }

        finished!.Give();
    }

    private void ReleaseReserved(Worker worker)
    {
        HeldLock.ReleaseAll(worker);
        reservedReleased.Release();
        if (!worker.IsDedicated)
        {
            WorkerPool.Return(worker);
        }
    }
}
