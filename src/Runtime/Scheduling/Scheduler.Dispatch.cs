using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Which thread runs what: the turn goes from operation to operation, with a change of thread only where a stack must be kept.</content>
internal sealed partial class Scheduler
{
    private readonly Stack<Worker> idle = new();
    private readonly List<Worker> reserved = [];
    private readonly List<Worker> spent = [];
    private int hired;

    /// <summary>What a worker does while it serves this run.</summary>
    public void Work(Worker worker)
    {
        var operation = worker.Assigned;
        worker.Assigned = null;
        while (true)
        {
            operation ??= SelectNext(null);
            if (operation is null)
            {
                Finish(worker);
                return;
            }

            if (worker.HeldLocks.Count > 0)
            {
                Reserve(worker, operation);
                return;
            }

            if (operation.Worker is not null && operation.Worker != worker)
            {
                idle.Push(worker);
                operation.Worker.Unpark();
                return;
            }

            if (operation is { HasStarted: false, HasOwnThread: true })
            {
                WorkOnOwnThread(worker, operation);
                return;
            }

            Execute(worker, operation);
            operation = null;
        }
    }

    // A thread that nobody has been on before, and nobody comes to afterwards.
    private void WorkOnOwnThread(Worker worker, Operation operation)
    {
        if (worker.HasWorked)
        {
            idle.Push(worker);
            Dispatch(operation, Hire());
            return;
        }

        WorkOnce(worker, operation);
    }

    /// <summary>What the thread of a user's <see cref="Thread"/> does: its operation, then it hands the turn on.</summary>
    public void WorkDedicated(Worker worker, Operation operation)
    {
        worker.Park();
        WorkOnce(worker, operation);
    }

    private void WorkOnce(Worker worker, Operation operation)
    {
        Execute(worker, operation);
        var next = SelectNext(null);
        if (next is null)
        {
            Finish(worker);
        }
        else if (worker.HeldLocks.Count > 0)
        {
            Reserve(worker, next);
        }
        else
        {
            if (!worker.IsDedicated)
            {
                spent.Add(worker);
            }

            Dispatch(next);
        }
    }

    private void Execute(Worker worker, Operation operation)
    {
        operation.Worker = worker;
        worker.HasWorked = true;
        Running = operation;
        Control.SetCurrent(operation);
        RunStep(operation);
        PostUnposted(null);
        Control.SetCurrent(null);
        ResetThread(worker);
        operation.Worker = null;
        Running = null;
    }

    /// <summary>Gives the turn to <paramref name="next"/>, on its own thread or on an idle one; to an idle thread that selects it, when null.</summary>
    private void Dispatch(Operation? next)
    {
        if (next?.Worker is { } parked)
        {
            parked.Unpark();
            return;
        }

        Dispatch(next, idle.TryPop(out var worker) ? worker : Hire());
    }

    private static void Dispatch(Operation? next, Worker worker)
    {
        worker.Assigned = next;
        worker.Unpark();
    }

    private Worker Hire()
    {
        hired++;
        var worker = WorkerPool.Take();
        worker.Run = this;
        worker.HasWorked = false;
        return worker;
    }

    /// <summary>Hands the turn from the middle of a step to <paramref name="next"/> and returns when it comes back.</summary>
    /// <exception cref="OperationAbortedException">The run has ended meanwhile.</exception>
    private void SwitchTo(Operation operation, Operation? next)
    {
        if (next != operation)
        {
            var worker = operation.Worker!;
            Dispatch(next!);
            worker.Park();
            Running = operation;
        }

        if (unwinding)
        {
            Leave(operation);
            throw new OperationAbortedException();
        }
    }

    private Operation Decide(Operation? current)
    {
        var mayWake = MayWakeEarly(out var alarm);
        if (enabled.Count == 1 && !mayWake)
        {
            RecordForced(current, enabled[0]);
            return enabled[0];
        }

        var index = Ask(mayWake ? enabled.With(alarm!.Sleeper!) : enabled.Items, current, ChoiceKind.Run);
        if (index == enabled.Count)
        {
            PassTimeTo(alarm!);
            index = alarm!.Sleeper!.EnabledIndex;
            if (index < 0)
            {
                // It goes on in a context that takes what is posted to it.
                return Decide(current);
            }
        }

        var chosen = enabled[index];
        Record(EventKind.Decision, current?.Id ?? 0, chosen.Id, enabled.Count, chosen.Site);
        if (current is not null && chosen != current)
        {
            Record(EventKind.Preempted, current.Id, chosen.Id, 0, current.Site);
        }

        return chosen;
    }

    // What goes on is no choice, but whoever reads what happened wants to know.
    private void RecordForced(Operation? current, Operation next)
    {
        if (RecordsForcedSteps)
        {
            Record(EventKind.Decision, current?.Id ?? 0, next.Id, 1, next.Site);
        }
    }

    /// <returns>The index that the strategy chose; the next in turn when it could not and the run has failed.</returns>
    private int Ask(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        try
        {
            if (!IsDecided)
            {
                var index = strategy.Next(candidates, current, kind);
                Note(new Choice(candidates[index].Id, candidates.Length, kind, candidates[index].Site));
                return index;
            }
        }
        catch (DivergenceException e)
        {
            Fail(new RunOutcome(RunEnd.Divergence, current?.Id ?? 0, Message: e.Message));
        }

        return stepsRunOut / StepsOfOneTurn % candidates.Length;
    }

    /// <returns>The number that the strategy chose; 0 when it could not and the run has failed.</returns>
    private int AskNumber(int bound)
    {
        try
        {
            if (!IsDecided)
            {
                return strategy.NextNumber(bound);
            }
        }
        catch (DivergenceException e)
        {
            Fail(new RunOutcome(RunEnd.Divergence, Running?.Id ?? 0, Message: e.Message));
        }

        return 0;
    }

    private void Note(Choice choice)
    {
        if (!IsDecided)
        {
            choices.Add(choice);
            looks = 0;
        }
    }

    /// <summary>The operation that runs next, when the present one cannot or need not; null when the run is over.</summary>
    private Operation? SelectNext(Operation? current)
    {
        while (true)
        {
            if (asksToStop > 0)
            {
                HeedStop();
            }

            if (unwinding)
            {
                return NextToUnwind();
            }

            if (live == 0)
            {
                Outcome ??= Judge();
                return null;
            }

            if (runsOut && enabled.Count == 0)
            {
                unwinding = true;
            }
            else if (bodyHasEnded && Steps > stepsAtBodyEnd + StepsAfterBody)
            {
                BeginUnwinding(Judge());
            }
            else if (enabled.Count == 0)
            {
                OvercomeStandstill();
            }
            else
            {
                LookForArrivals();
                FireSomeDue();
                MayFireEarly();
                return Decide(current);
            }
        }
    }

    /// <summary>Keeps a thread that still holds locks out of use until the run ends, and lets another go on in its place.</summary>
    private void Reserve(Worker worker, Operation? next)
    {
        reserved.Add(worker);
        Dispatch(next);
        worker.Park();
        ReleaseReserved(worker);
    }
}
