namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The time of a run, in ticks of 100 ns since it began. It stands still while anything can run and jumps to the next deadline when nothing can.</summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<ClockEntry, (long Due, long Order)> entries = new();
    private long order;

    /// <summary>Where every run begins, so that dates a program computes are the same in every run.</summary>
    public static DateTime Epoch { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Ticks since the run began.</summary>
    public long Now { get; private set; }

    /// <summary>Due time of the next entry; null when there is none.</summary>
    public long? NextDue
    {
        get
        {
            DropCancelled();
            return entries.TryPeek(out _, out var key) ? key.Due : null;
        }
    }

    /// <summary>Calls <paramref name="fire"/>, on the thread that advances the clock, once <paramref name="delay"/> ticks have passed.</summary>
    public ClockEntry Schedule(long delay, Action fire)
    {
        var due = delay > long.MaxValue - Now ? long.MaxValue : Now + delay;
        var entry = new ClockEntry(due, fire);
        entries.Enqueue(entry, (due, order++));
        return entry;
    }

    /// <summary>Jumps to <paramref name="time"/> (never back) and fires everything that is due.</summary>
    public void AdvanceTo(long time)
    {
        Now = Math.Max(Now, time);
        while (entries.TryPeek(out var entry, out var key) && key.Due <= Now)
        {
            entries.Dequeue();
            if (!entry.Cancelled)
            {
                entry.Fire();
            }
        }
    }

    private void DropCancelled()
    {
        while (entries.TryPeek(out var entry, out _) && entry.Cancelled)
        {
            entries.Dequeue();
        }
    }
}

/// <summary>Something that happens at a time.</summary>
/// <param name="Due">When, in ticks since the run began.</param>
/// <param name="Fire">What.</param>
internal sealed record ClockEntry(long Due, Action Fire)
{
    /// <summary>True when it no longer happens.</summary>
    public bool Cancelled { get; private set; }

    public void Cancel() => Cancelled = true;
}
