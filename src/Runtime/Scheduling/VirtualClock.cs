namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The time of a run, in ticks of 100 ns since it began. It stands still while anything can run and jumps to the next deadline when nothing can.</summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<ClockEntry, (long Due, long Order)> later = new();
    private readonly List<ClockEntry> due = [];
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
            if (CountDue() > 0)
            {
                return Now;
            }

            DropCancelled();
            return later.TryPeek(out _, out var key) ? key.Due : null;
        }
    }

    /// <summary>Has <paramref name="fire"/> called, on the thread that advances the clock, once <paramref name="delay"/> ticks have passed.</summary>
    /// <param name="delay">Ticks from now; zero for as soon as the scheduler likes.</param>
    /// <param name="site">Where the program asked for it.</param>
    /// <param name="fire">What to do.</param>
    public ClockEntry Schedule(long delay, long site, Action fire)
    {
        var entry = new ClockEntry(site, fire);
        if (delay == 0)
        {
            due.Add(entry);
        }
        else
        {
            later.Enqueue(entry, (delay > long.MaxValue - Now ? long.MaxValue : Now + delay, order++));
        }

        return entry;
    }

    /// <summary>Jumps to <paramref name="time"/>, never back. What is due then waits for <see cref="TakeDue"/>.</summary>
    public void AdvanceTo(long time)
    {
        Now = Math.Max(Now, time);
        while (later.TryPeek(out _, out var key) && key.Due <= Now)
        {
            due.Add(later.Dequeue());
        }
    }

    /// <summary>How many entries are due and have not fired.</summary>
    public int CountDue()
    {
        if (due.Count > 0)
        {
            due.RemoveAll(static entry => entry.Cancelled);
        }

        return due.Count;
    }

    /// <summary>One of the entries that are due.</summary>
    public ClockEntry DueAt(int index) => due[index];

    /// <summary>Takes one of the entries that are due, in order of their due times and of their making, to be fired.</summary>
    public ClockEntry TakeDue(int index)
    {
        var entry = due[index];
        due.RemoveAt(index);
        return entry;
    }

    private void DropCancelled()
    {
        while (later.TryPeek(out var entry, out _) && entry.Cancelled)
        {
            later.Dequeue();
        }
    }
}

/// <summary>Something that happens at a time.</summary>
/// <param name="Site">Where the program asked for it.</param>
/// <param name="Fire">What.</param>
internal sealed record ClockEntry(long Site, Action Fire)
{
    /// <summary>True when it no longer happens.</summary>
    public bool Cancelled { get; private set; }

    public void Cancel() => Cancelled = true;
}
