using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>
/// How many steps operations take where others could have gone on instead, and how many operations they start, as earlier schedules of an exploration showed
/// it. Operations that are started at one place are taken for alike.
/// </summary>
internal sealed class StepsAhead
{
    // A timer that starts itself again has descendants without end.
    private const int Generations = 4;

    // Far more than can be told apart; sums of weights stay exact.
    private const double Most = 1 << 20;

    private readonly Dictionary<long, Place> places = [];
    private readonly Dictionary<long, Origin> origins = [];
    private readonly HashSet<Place> learned = [];
    private readonly List<string> types = [];
    private readonly List<string> ownTypes = [];
    private readonly List<Operation> operations = [];
    private readonly List<(Operation Operation, Place Place)> taken = [];

    /// <summary>The types of which members were called or fields used, each once.</summary>
    public IReadOnlyList<string> Types => types;

    /// <summary>Those of <see cref="Types"/> that the program uses, not only libraries.</summary>
    public IReadOnlyList<string> OwnTypes => ownTypes;

    /// <summary>A schedule begins.</summary>
    /// <param name="counts">Which steps count in it.</param>
    public void Begin(Func<Place, bool> counts)
    {
        var known = origins.Values.Where(origin => origin.Operations > 0).ToList();
        foreach (var origin in known)
        {
            origin.Own = origin.Steps.Where(s => counts(s.Key)).Sum(s => (double)s.Value) / origin.Operations;
            origin.Ahead = origin.Own;
        }

        for (var generation = 0; generation < Generations; generation++)
        {
            foreach (var origin in known)
            {
                origin.Next = Math.Min(origin.Own + (origin.Children.Sum(child => child.Key.Ahead * child.Value) / origin.Operations), Most);
            }

            known.ForEach(origin => origin.Ahead = origin.Next);
        }
    }

    /// <summary>The schedule has ended.</summary>
    /// <param name="teaches">Whether later schedules may depend on what it was.</param>
    public void End(bool teaches)
    {
        if (teaches)
        {
            Learn();
        }

        operations.Clear();
        taken.Clear();
    }

    /// <summary>Takes note of a new operation.</summary>
    /// <returns>The number of steps that count and that it will take, those of the operations that it will start included; 1 when none like it was seen.</returns>
    public double Created(Operation operation)
    {
        operations.Add(operation);
        return OriginOf(operation).Ahead;
    }

    /// <summary>Who started the operation; null when nobody did.</summary>
    public Operation? CreatorOf(Operation operation) => operation.CreatorId == 0 ? null : operations[operation.CreatorId - 1];

    /// <summary>Takes note of a step.</summary>
    public void Took(Operation operation, Place place) => taken.Add((operation, place));

    /// <summary>The place with this site.</summary>
    public Place PlaceAt(long site)
    {
        if (!places.TryGetValue(site, out var place))
        {
            places.Add(site, place = new Place(SiteTable.Resolve(site), !SiteTable.IsOfLibrary(site)));
        }

        return place;
    }

    private void Learn()
    {
        foreach (var operation in operations)
        {
            OriginOf(operation).Operations++;
            if (CreatorOf(operation) is { } creator)
            {
                Increment(OriginOf(creator).Children, OriginOf(operation));
            }
        }

        foreach (var (operation, place) in taken)
        {
            Increment(OriginOf(operation).Steps, place);
            if (learned.Add(place))
            {
                AddOnce(types, place.Type);
                if (place.IsOwn)
                {
                    AddOnce(ownTypes, place.Type);
                }
            }
        }
    }

    private Origin OriginOf(Operation operation)
    {
        if (!origins.TryGetValue(operation.CreationSite, out var origin))
        {
            origins.Add(operation.CreationSite, origin = new Origin());
        }

        return origin;
    }

    private static void Increment<T>(Dictionary<T, int> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void AddOnce(List<string> list, string item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }

    private sealed class Origin
    {
        public int Operations { get; set; }

        public Dictionary<Place, int> Steps { get; } = [];

        public Dictionary<Origin, int> Children { get; } = [];

        /// <summary>Steps of one operation itself that count in the present schedule.</summary>
        public double Own { get; set; }

        /// <summary>Those, and its descendants'.</summary>
        public double Ahead { get; set; } = 1;

        /// <summary>What <see cref="Ahead"/> will be with one generation more.</summary>
        public double Next { get; set; }
    }
}

/// <summary>A place in the program where steps are taken.</summary>
/// <param name="site">What is called or used there.</param>
/// <param name="isOwn">Whether the program does it, not a library.</param>
internal sealed class Place(Site site, bool isOwn)
{
    /// <summary>The type whose member it is.</summary>
    public string Type { get; } = site.MemberAlone[..Math.Max(site.MemberAlone.LastIndexOf('.'), 0)];

    /// <summary>Whether the program does it, not a library.</summary>
    public bool IsOwn => isOwn;
}
