namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Tells when operations have worked beside each other for so long that some time must pass: they may go on until somebody has slept, or a timer says that it is
/// enough, which would never be as long as one of them can run.
/// </summary>
/// <remarks>
/// Rarely, and a millisecond at first, then twice as much each time, so that a sleep of a second ends after half of the steps that a schedule may have, and work of
/// some thousand steps makes no timeout come due. Where somebody has come to new code meanwhile it was work, and begins anew.
/// </remarks>
internal sealed class LongCompany
{
    private const int Long = 5_000;
    private const int MaxDoublings = 30;

    private readonly HashSet<long> seen = [];
    private int steps;
    private int doublings;
    private bool isElsewhere;

    /// <summary>An operation comes to a scheduling point, and another can run as well.</summary>
    /// <param name="site">Where.</param>
    /// <returns>Whether time must pass.</returns>
    public bool Steps(long site)
    {
        isElsewhere |= doublings > 0 && seen.Add(site);
        return ++steps >= Long;
    }

    /// <summary>How much time passes, in ticks of 100 ns.</summary>
    public long NextLeap()
    {
        steps = 0;
        doublings = isElsewhere ? 0 : doublings;
        isElsewhere = false;
        return TimeSpan.TicksPerMillisecond << Math.Min(doublings++, MaxDoublings);
    }

    /// <summary>Time went on because nothing could run.</summary>
    public void TimeHasPassed()
    {
        steps = 0;
        doublings = 0;
        isElsewhere = false;
    }
}
