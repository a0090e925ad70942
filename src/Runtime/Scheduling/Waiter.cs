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

    /// <summary>The wait for several objects at once that this is a part of; ending the part ends the whole.</summary>
    private Waiter? Whole { get; init; }

    /// <summary>Where it stands in the sets of several objects.</summary>
    private List<Waiter>? Parts { get; set; }

    /// <summary>Waits in one more set: whoever wakes it there ends the wait in all of them.</summary>
    public void AlsoIn(WaitSet other)
    {
        var part = new Waiter(Operation, other) { Whole = this, Handed = Handed };
        (Parts ??= []).Add(part);
        other.Add(part);
    }

    /// <summary>Ends the wait, unless it has ended.</summary>
    /// <returns>Whether this call ended it.</returns>
    public bool End(WaitOutcome outcome)
    {
        if (Whole is not null)
        {
            return Whole.End(outcome);
        }

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
    public void EndFromAnywhere(WaitOutcome outcome) => Operation.Scheduler.DoFromAnywhere(() => End(outcome), () => Operation);

    /// <summary>Nobody waits any more: leaves its sets.</summary>
    public void Abandon()
    {
        set?.Remove(this);
        if (Parts is not null)
        {
            foreach (var part in Parts)
            {
                part.Abandon();
            }
        }
    }
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

    /// <summary>Its thread was interrupted.</summary>
    Interrupted,
}
