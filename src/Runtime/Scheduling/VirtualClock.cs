namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The time of a run, in ticks of 100 ns since it began. It jumps to the next deadline when nothing can run, and seldom before.</summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<ClockEntry, (long Due, long Order)> later = new();
    private readonly List<ClockEntry> due = [];
    private long order;
    private long lastRead = -1;
    private long ahead;

    /// <summary>Where every run begins, so that dates a program computes are the same in every run.</summary>
    public static DateTime Epoch { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Ticks since the run began.</summary>
    public long Now { get; private set; }

    /// <summary>
    /// What the clock shows to the program, which takes it for granted that what it does later bears a later time: two readings are never the same.
    /// Each that would be is a tick later than the last, and so are all that follow, so that no wait looks shorter than it was.
    /// </summary>
    public long Read()
    {
        if (Now + ahead == lastRead)
        {
            ahead++;
        }

        return lastRead = Now + ahead;
    }

    /// <summary>Due time of the next entry; null when there is none.</summary>
    public long? NextDue
    {
        get
        {
            if (CountDue() > 0)
            {
                return Now;
            }

            return Later?.Due;
        }
    }

    /// <summary>The next entry that is not due yet; null when there is none.</summary>
    public ClockEntry? Later
    {
        get
        {
            DropCancelled();
            return later.TryPeek(out var entry, out _) ? entry : null;
        }
    }

    /// <summary>Has <paramref name="fire"/> called, on the thread that advances the clock, once <paramref name="delay"/> ticks have passed.</summary>
    /// <param name="delay">Ticks from now; zero for as soon as the scheduler likes.</param>
    /// <param name="site">Where the program asked for it.</param>
    /// <param name="fire">What to do.</param>
    public ClockEntry Schedule(long delay, long site, Action fire) => Schedule(delay, site, static state => ((Action)state)(), fire);

    /// <inheritdoc cref="Schedule(long, long, Action)"/>
    /// <param name="delay">Ticks from now; zero for as soon as the scheduler likes.</param>
    /// <param name="site">Where the program asked for it.</param>
    /// <param name="fire">What to do.</param>
    /// <param name="state">With what.</param>
    public ClockEntry Schedule(long delay, long site, Action<object> fire, object state)
    {
        var entry = new ClockEntry(site, fire, state) { Begin = Now, Due = delay > long.MaxValue - Now ? long.MaxValue : Now + delay };
        if (delay == 0)
        {
            due.Add(entry);
        }
        else
        {
            later.Enqueue(entry, (entry.Due, order++));
        }

        return entry;
    }

    /// <summary>Jumps to <paramref name="time"/>, never back. What is due then waits for <see cref="Take"/>.</summary>
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

    /// <summary>One of the entries that are due, in order of their due times and of their making.</summary>
    public ClockEntry DueAt(int index) => due[index];

    /// <summary>Takes one of the entries that are due out, to be fired.</summary>
    public void Take(ClockEntry entry) => due.Remove(entry);

    private void DropCancelled()
    {
        while (later.TryPeek(out var entry, out _) && entry.Cancelled)
        {
            later.Dequeue();
        }
    }
}

/// <summary>Something that happens at a time.</summary>
/// <param name="site">Where the program asked for it.</param>
/// <param name="fire">What.</param>
/// <param name="state">With what.</param>
internal sealed class ClockEntry(long site, Action<object> fire, object state)
{
    public long Site => site;

    /// <summary>When it was asked for, in ticks since the run began.</summary>
    public required long Begin { get; init; }

    /// <summary>When it happens, in ticks since the run began.</summary>
    public required long Due { get; init; }

    /// <summary>The operation that waits for nothing but this; null when there is none.</summary>
    public Operation? Sleeper { get; set; }

    /// <summary>True when it no longer happens.</summary>
    public bool Cancelled { get; private set; }

    public void Cancel() => Cancelled = true;

    public void Fire() => fire(state);
}
