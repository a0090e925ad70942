namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>An awaited thing's promise to tell when it is complete.</summary>
internal sealed class Suspension(Scheduler scheduler, bool runsInline)
{
    private bool runsInline = runsInline;
    private Action? complete;
    private Waiter? waiter;

    /// <summary>The operation that is suspended; null until its chain is settled.</summary>
    public Operation? Owner { get; private set; }

    public bool IsComplete { get; set; }

    /// <summary>Whether the awaited thing is about to be asked to tell, and may come from outside: from there it comes later, even where it is complete by now.</summary>
    public bool IsBeginning { get; set; }

    /// <summary>The task that is awaited; null for what is none.</summary>
    public Task? Awaited { get; init; }

    /// <summary>Where the operation resumes, in the sense of <see cref="ResumptionContext"/>; null for anywhere.</summary>
    public object? Context { get; init; }

    /// <summary>Whether whoever tells of the completion means the operation to resume then and there: an awaiter that is not the runtime's.</summary>
    public bool RunsAtOnce { get; init; }

    /// <summary>Makes an operation of what is suspended for another, who tells of the completion while nobody has it yet; null where it waits until somebody has.</summary>
    public Func<Operation, Operation?>? LeaveTo { get; init; }

    /// <summary>Whether <see cref="LeaveTo"/> has made an operation.</summary>
    public bool IsTakenOver { get; private set; }

    /// <summary>Whether the awaiter told of the completion while it was asked to tell, on the stack of the method that awaits it.</summary>
    public bool IsToldAtOnce { get; private set; }

    /// <summary>The operation that asks the awaiter to tell, while it does.</summary>
    public Operation? Asking { get; set; }

    /// <summary><see cref="Complete"/> as a delegate.</summary>
    public Action CompleteAction => complete ??= Complete;

    public void SetOwner(Operation owner)
    {
        Owner = owner;
        if (IsComplete && Context is null)
        {
            scheduler.Enable(owner);
        }
    }

    /// <summary>The wait to end on completion, for an operation that blocks synchronously.</summary>
    public void SetWaiter(Waiter blocked)
    {
        waiter = blocked;
        if (IsComplete)
        {
            blocked.End(WaitOutcome.Woken);
        }
    }

    /// <summary>The awaited thing is complete. Called on whatever thread completed it.</summary>
    public void Complete()
    {
        if (IsBeginning)
        {
            scheduler.Outside.Post(() => CompleteOnScheduler(null), () => Owner ?? waiter?.Operation);
        }
        else if (scheduler.IsAdvancingClock)
        {
            CompleteOnScheduler(null);
        }
        else if (Control.Current is { IsDetached: false } running && ReferenceEquals(running.Scheduler, scheduler))
        {
            CompleteOnScheduler(running);
        }
        else
        {
            scheduler.Outside.Post(() => CompleteOnScheduler(null), () => Owner ?? waiter?.Operation);
        }
    }

    private void CompleteOnScheduler(Operation? running)
    {
        if (IsComplete)
        {
            return;
        }

        IsComplete = true;
        waiter?.End(WaitOutcome.Woken);
        if (Owner is null && running is not null && LeaveTo?.Invoke(running) is { } left)
        {
            (Owner, IsTakenOver) = (left, true);
        }

        if (Owner is null)
        {
            IsToldAtOnce = running is not null && running == Asking;
            return;
        }

        // A delay that is cancelled has only then the option that its awaiters go on elsewhere.
        runsInline &= running is not { CompletesElsewhere: true } && Awaited?.CreationOptions.HasFlag(TaskCreationOptions.RunContinuationsAsynchronously) != true && scheduler.TellsFirst(Awaited);
        if (running is null)
        {
            ResumeWithoutHost();
        }
        else if (RunsAtOnce)
        {
            scheduler.RunInline(running, Owner);
        }
        else if (running.InlineQueue is { } queue && (runsInline || Context is not null))
        {
            queue.Enqueue(this);
        }
        else if (Context is null)
        {
            scheduler.Enable(Owner);
            if (runsInline)
            {
                running.Host?.ToldByGuests!.Enqueue(this);
            }
        }
        else
        {
            ResumeOn(running);
        }
    }

    /// <summary>Whether the awaited thing is complete and the operation has not gone on since.</summary>
    public bool IsToResume => Owner is { IsToResume: true, Worker: null } suspended && suspended.Suspension == this;

    /// <summary>The operation goes on as part of what <paramref name="host"/>, which completed what was awaited, does.</summary>
    public void ResumeOn(Operation host)
    {
        // As in the BCL: in the very context, or where neither side has one, the rest of the method runs on the stack of whoever completes.
        if (runsInline && ReferenceEquals(Context, ResumptionContext.Current))
        {
            scheduler.RunInline(host, Owner!);
        }
        else if (Context is null)
        {
            scheduler.Enable(Owner!);
        }
        else
        {
            scheduler.Post(Owner!, Context);
        }
    }

    private void ResumeWithoutHost()
    {
        if (Context is null)
        {
            scheduler.Enable(Owner!);
        }
        else
        {
            scheduler.PostFromPool(Owner!, Context);
        }
    }
}
