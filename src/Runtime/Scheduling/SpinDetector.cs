namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Tells when operations that could go on for ever wait in truth for time to pass, and how much of it then passes. Virtual time stands still while
/// anything can run, so a loop that polls until a deadline would never end; but work that takes many steps must not make others' timeouts come due.
/// </summary>
/// <remarks>
/// Looking at the same few places again and again is a loop; being at ever new ones, or changing something, is work. Work is believed to be a loop too,
/// but sixteen times later. The first time a loop is believed one millisecond passes, then twice as much each time, so that a short loop costs others
/// little, and a minute passes within 3,600 looks; but no more than at first where somebody has come to a new place meanwhile, for then it was work.
/// </remarks>
internal sealed class SpinDetector
{
    private const int Places = 4;
    private const int Limit = 200 * InLoop;
    private const int Working = 1;
    private const int InLoop = 16;
    private const int OfYield = 4 * InLoop;
    private const int MaxDoublings = 30;
    private const int LooksInCompany = 1_000;
    private const int LooksBetweenTurns = 100;

    private readonly long[] places = new long[Places];
    private readonly HashSet<long> seen = [];
    private int next;
    private int score;
    private int scoreOfWork; // what it were if all had been work
    private int looks;
    private int doublings;
    private bool isElsewhere;

    /// <summary>Whether anybody has read the time since some last passed.</summary>
    public bool IsClockRead { get; private set; }

    /// <summary>An operation that alone can run comes to a scheduling point.</summary>
    /// <param name="site">Where.</param>
    /// <param name="location">What is read there, of memory or under a key; 0 otherwise.</param>
    /// <returns>Whether time must pass.</returns>
    public bool StepsAlone(long site, int location)
    {
        var place = Place(site, location);
        ComesTo(place);
        scoreOfWork += Working;
        if (Array.IndexOf(places, place) >= 0)
        {
            score += location != 0 || Looks.Includes(site) ? InLoop : Working;
        }
        else
        {
            places[next++ % Places] = place;
            score += Working;
        }

        return score >= Limit;
    }

    /// <summary>An operation comes to a scheduling point, and another can run as well.</summary>
    /// <inheritdoc cref="StepsAlone"/>
    public void StepsInCompany(long site, int location)
    {
        score = 0;
        scoreOfWork = 0;
        ComesTo(Place(site, location));
    }

    /// <summary>An operation says that it waits for others.</summary>
    /// <returns>Whether time must pass.</returns>
    public bool Yields()
    {
        score += OfYield;
        scoreOfWork += Working;
        return ++looks > LooksInCompany;
    }

    /// <summary>An operation reads the time: no scheduling point, but one who reads it again and again waits for it to pass, or for others.</summary>
    /// <param name="others">Whether others must get a turn first.</param>
    /// <returns>Whether time must pass.</returns>
    public bool LooksAtClock(out bool others)
    {
        IsClockRead = true;
        others = ++looks % LooksBetweenTurns == 0;
        return looks > LooksInCompany;
    }

    /// <summary>The last look has found something, and taken or changed it: that was work, and so were those that led to it.</summary>
    public void Took() => score = scoreOfWork;

    /// <summary>How much time passes, in ticks of 100 ns.</summary>
    public long NextLeap()
    {
        score = 0;
        scoreOfWork = 0;
        looks = 0;
        IsClockRead = false;
        doublings = isElsewhere ? 0 : doublings;
        isElsewhere = false;
        return TimeSpan.TicksPerMillisecond << Math.Min(doublings++, MaxDoublings);
    }

    /// <summary>Time went on because nothing could run: whoever span has come to rest.</summary>
    public void TimeHasPassed()
    {
        looks = 0;
        doublings = 0;
        isElsewhere = false;
        seen.Clear();
    }

    private static long Place(long site, int location) => site ^ ((long)location << 16);

    private void ComesTo(long place) => isElsewhere |= doublings > 0 && seen.Add(place);
}
