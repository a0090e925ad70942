namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>An awaited thing's promise to tell when it is complete.</summary>
internal sealed class Suspension(Scheduler scheduler, bool runsInline)
{
    private Action? complete;
    private Waiter? waiter;

    /// <summary>The operation that is suspended; null until its chain is settled.</summary>
    public Operation? Owner { get; private set; }

    public bool IsComplete { get; set; }

    /// <summary><see cref="Complete"/> as a delegate.</summary>
    public Action CompleteAction => complete ??= Complete;

    public void SetOwner(Operation owner)
    {
        Owner = owner;
        if (IsComplete)
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
        if (scheduler.IsAdvancingClock)
        {
            CompleteOnScheduler(null);
        }
        else if (Control.Current is { IsDetached: false } running && ReferenceEquals(running.Scheduler, scheduler))
        {
            CompleteOnScheduler(running);
        }
        else
        {
            scheduler.Outside.Post(() => CompleteOnScheduler(null));
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
        if (Owner is null)
        {
            return;
        }

        if (runsInline && running?.InlineQueue is { } queue)
        {
            queue.Enqueue(Owner);
        }
        else
        {
            scheduler.Enable(Owner);
        }
    }
}
