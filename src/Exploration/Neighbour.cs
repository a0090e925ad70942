using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>
/// One exploration among those that run at the same time in the process. A static field is the same for all of them: a semaphore there that one of them holds,
/// another waits for, and nobody tells it when it comes free. Where a schedule fails that used an object which a neighbour used meanwhile, the two take turns from
/// then on, schedule by schedule, and that schedule is run again.
/// </summary>
internal sealed class Neighbour : IDisposable
{
    private const int MostMilliseconds = 100;

    // A neighbour that does not end its schedule, and takes no turn before, is no excuse for ever.
    private const int MostTimes = 100;

    // Held for a schedule by those that take turns: all of them share one, whomever they were seen to share objects with.
    private static readonly Lock Turn = new();

    private static readonly object Guard = new();
    private static readonly List<Neighbour> All = [];
    private static long moments;

    private Stay? present;
    private Stay? before;
    private Stay? lastOutOfTurn;
    private volatile bool takesTurns;
    private bool hasLeft;
    private int disturbed;

    public Neighbour()
    {
        // An exploration within a schedule of another is part of that one.
        if (Control.Current is null)
        {
            lock (Guard)
            {
                All.Add(this);
            }
        }
    }

    /// <summary>Runs one schedule, in turn where this exploration takes turns.</summary>
    /// <param name="resources">What the schedule will have used.</param>
    /// <param name="schedule">Runs it.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    public RunOutcome Run(ResourceTable resources, Func<RunOutcome> schedule, CancellationToken cancellationToken)
    {
        var inTurn = takesTurns;
        while (inTurn && !Turn.TryEnter(MostMilliseconds))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        try
        {
            Begin(new Stay(resources, inTurn));
            return schedule();
        }
        finally
        {
            End();
            if (inTurn)
            {
                Turn.Exit();
            }
        }
    }

    /// <summary>Whether the schedule that ran last used what others used during it, and did not take turns with them. From now on they do.</summary>
    /// <returns>The first such object's resource; null when there is none.</returns>
    public Resource? FindDisturbed()
    {
        lock (Guard)
        {
            if (!All.Contains(this) || disturbed >= MostTimes)
            {
                return null;
            }

            LetOthersEnd();
            Resource? shared = null;
            foreach (var other in All)
            {
                if (other != this && (SharedWith(other.present) ?? SharedWith(other.before) ?? SharedWith(other.lastOutOfTurn)) is { } resource)
                {
                    shared ??= resource;
                    takesTurns = other.takesTurns = true;
                }
            }

            disturbed += shared is null ? 0 : 1;
            return shared;
        }
    }

    public void Dispose()
    {
        lock (Guard)
        {
            hasLeft = true;
            Forget();
        }
    }

    // A neighbour may have taken something a moment ago and not have noted it yet: what a schedule used is known when it has ended, or after a while.
    private void LetOthersEnd()
    {
        var until = Environment.TickCount64 + MostMilliseconds;
        while (All.Exists(GoesOn) && until - Environment.TickCount64 is > 0 and var left)
        {
            Monitor.Wait(Guard, (int)left);
        }
    }

    private bool GoesOn(Neighbour other) => other != this && other.present is { Ended: long.MaxValue } going && going.Began < present!.Ended;

    private Resource? SharedWith(Stay? other) =>
        other is not null && other.Ended > present!.Began && !(other.InTurn && present.InTurn) ? present.Resources.All.FirstOrDefault(other.Resources.Knows) : null;

    private void Begin(Stay stay)
    {
        lock (Guard)
        {
            stay.Began = ++moments;
            (before, present) = (present, stay);
            Forget();
        }
    }

    private void End()
    {
        lock (Guard)
        {
            present!.Ended = ++moments;
            lastOutOfTurn = present.InTurn ? lastOutOfTurn : present;
            Monitor.PulseAll(Guard);
        }
    }

    // Who has left may have disturbed a schedule that has not ended yet.
    private static void Forget()
    {
        var oldest = All.Where(static one => !one.hasLeft && one.present is not null).Select(static one => one.present!.Began).DefaultIfEmpty(long.MaxValue).Min();
        All.RemoveAll(one => one.hasLeft && (one.present is null || one.present.Ended < oldest));
    }

    /// <summary>One schedule of an exploration, beside those of others.</summary>
    private sealed class Stay(ResourceTable resources, bool inTurn)
    {
        public ResourceTable Resources => resources;

        public bool InTurn => inTurn;

        public long Began { get; set; }

        public long Ended { get; set; } = long.MaxValue;
    }
}
