namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>One operation's wait: ended once, by a wake-up, its timeout or a cancellation, whichever comes first.</summary>
internal sealed class Waiter(Operation operation, WaitSet? set = null)
{
    public Operation Operation { get; } = operation;

    public WaitOutcome Outcome { get; private set; } = WaitOutcome.Waiting;

    /// <summary>Place in its <see cref="WaitSet"/>; -1 when in none.</summary>
    public int Index { get; set; } = -1;

    /// <summary>What the one who woke it hands over.</summary>
    public object? Handed { get; set; }

    /// <summary>Ends the wait, unless it has ended.</summary>
    /// <returns>Whether this call ended it.</returns>
    public bool End(WaitOutcome outcome)
    {
        if (Outcome != WaitOutcome.Waiting)
        {
            return false;
        }

        Outcome = outcome;
        Abandon();
        Operation.Scheduler.Enable(Operation);
        return true;
    }

    /// <summary>Like <see cref="End"/>, from any thread.</summary>
    public void EndFromAnywhere(WaitOutcome outcome)
    {
        var scheduler = Operation.Scheduler;
        if (scheduler.IsAdvancingClock || (Control.Current is { IsDetached: false } running && ReferenceEquals(running.Scheduler, scheduler)))
        {
            End(outcome);
        }
        else
        {
            scheduler.Outside.Post(() => End(outcome));
        }
    }

    /// <summary>Nobody waits any more: leaves the set.</summary>
    public void Abandon() => set?.Remove(this);
}

/// <summary>How a wait ended.</summary>
internal enum WaitOutcome : byte
{
    /// <summary>It has not.</summary>
    Waiting,

    /// <summary>Somebody woke it.</summary>
    Woken,

    /// <summary>Its time was up.</summary>
    TimedOut,

    /// <summary>Its token was cancelled.</summary>
    Cancelled,
}
