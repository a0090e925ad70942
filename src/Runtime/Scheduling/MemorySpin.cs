namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Tells when an operation comes to the same access to memory again and again, with no scheduling point between: it may wait for another to write there. Before
/// a schedule has shown that the place is shared, nobody else would ever get a turn.
/// </summary>
internal sealed class MemorySpin
{
    // What is between two turns of a loop that waits: more than a few accesses are work, and another place is watched then.
    private const int LongestTurn = 64;

    // Enough that a loop over what is there is rarely taken for one that waits, and few enough that nobody notices the time.
    private const int Turns = 10_000;

    // Who was seen to wait there is believed sooner.
    private const int TurnsOfWaiting = 100;

    private object? owner;
    private int field;
    private long site;
    private int step;
    private int turns;
    private int others;
    private bool hasWritten;
    private bool isWaiting;

    /// <summary>An access that is no scheduling point.</summary>
    /// <param name="on">What it is to a part of; null for statics and where that is not known.</param>
    /// <param name="part">Which part.</param>
    /// <param name="isWrite">Whether it may write.</param>
    /// <param name="at">The site.</param>
    /// <param name="now">Scheduling points of the run so far.</param>
    /// <param name="works">Whether the operation has written meanwhile, so that it may be at work.</param>
    /// <returns>Whether others must get a turn.</returns>
    public bool Comes(object? on, int part, bool isWrite, long at, int now, out bool works)
    {
        works = hasWritten |= isWrite;
        var isInStep = now == step || isWaiting;
        if (!isInStep || site != at || field != part || !ReferenceEquals(owner, on))
        {
            if (!isInStep || ++others > LongestTurn)
            {
                (owner, field, site, step) = (on, part, at, now);
                (turns, others, hasWritten, isWaiting) = (0, 0, isWrite, false);
            }

            return false;
        }

        (others, step) = (0, now);
        if (++turns < (isWaiting ? TurnsOfWaiting : Turns))
        {
            return false;
        }

        (turns, hasWritten, isWaiting) = (0, false, !works);
        return true;
    }
}
