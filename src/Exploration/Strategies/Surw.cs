using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>
/// Selectively uniform random walk: some of the steps are of interest in a schedule, and every order of those is about as likely as any other, however many
/// other steps lie between them, and however unequally they are spread over the operations
/// (Zhao, Wolff, Mathur, Roychoudhury, <i>Selectively Uniform Concurrency Testing</i>, ASPLOS 2025).
/// </summary>
/// <remarks>
/// One operation is intended to take the next step of interest, drawn by how many each still has before it, those of the operations that it will start
/// included. Until it has done so the others stop before theirs, and all other steps are a random walk. Of interest is all that the program does, as opposed
/// to libraries, or what is done with objects of one type.
/// </remarks>
internal sealed class Surw(ulong seed) : IExplorationStrategy, IStrategy
{
    // In the unit of weights. Who has no more steps that are known of may have some nevertheless.
    private const long Step = 64;
    private const long UnknownSteps = Step / 2;

    // So many draws in vain, and nearly all stand before steps of interest.
    private const int Draws = 8;

    // So many decisions in vain, and the intended one waits for one that has stopped: from then on the walk is random, hence fair.
    private const int Patience = 20_000;

    private readonly StepsAhead ahead = new();
    private Randomness random;
    private Func<Place, bool> isOfInterest = _ => true;
    private Operation? intended;
    private int inVain;

    public IStrategy Begin(int schedule)
    {
        random = Randomness.ForSchedule(seed, schedule);
        intended = null;
        inVain = 0;
        isOfInterest = Interest();
        ahead.Begin(isOfInterest);
        return this;
    }

    public void End(bool teaches) => ahead.End(teaches);

    public void Created(Operation operation)
    {
        operation.Priority = (long)(ahead.Created(operation) * Step);
        if (ahead.CreatorOf(operation) is { } creator)
        {
            creator.Priority -= operation.Priority;
        }
    }

    public void Yielded(Operation operation)
    {
        if (operation == intended && random.Next(2) == 0)
        {
            intended = null;
        }
    }

    public int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind)
    {
        if (kind == ChoiceKind.Wake || inVain > Patience)
        {
            return random.Next(candidates.Length);
        }

        var next = IndexOfIntended(candidates);
        if (next < 0)
        {
            next = Weighted(candidates);
            intended = candidates[next];
        }

        var chosen = Unstopped(candidates) ?? next;
        inVain++;
        if (Takes(candidates[chosen]) is { } step)
        {
            ahead.Took(candidates[chosen], step);
            if (isOfInterest(step))
            {
                candidates[chosen].Priority -= Step;
                intended = null;
                inVain = 0;
            }
        }

        return chosen;
    }

    public int NextNumber(int bound) => random.Next(bound);

    public void Dispose()
    {
    }

    private Func<Place, bool> Interest()
    {
        var (kind, types) = (random.Next(4), ahead.Types);
        if (types.Count == 0)
        {
            return _ => true;
        }

        return kind switch
        {
            0 => Of(types),
            1 when ahead.OwnTypes.Count > 0 => Of(ahead.OwnTypes),
            _ when ahead.OwnTypes.Count > 0 => place => place.IsOwn,
            _ => _ => true,
        };

        Func<Place, bool> Of(IReadOnlyList<string> types)
        {
            var type = types[random.Next(types.Count)];
            return place => place.Type == type;
        }
    }

    // Starting is no step of the operation's own.
    private Place? Takes(Operation operation) => operation.HasStarted ? ahead.PlaceAt(operation.Site) : null;

    private bool Stops(Operation operation) => operation != intended && Takes(operation) is { } step && isOfInterest(step);

    private int IndexOfIntended(ReadOnlySpan<Operation> candidates)
    {
        var i = intended is null ? -1 : candidates.Length - 1;
        while (i >= 0 && candidates[i] != intended)
        {
            i--;
        }

        return i;
    }

    private int? Unstopped(ReadOnlySpan<Operation> candidates)
    {
        for (var i = 0; i < Draws; i++)
        {
            var drawn = random.Next(candidates.Length);
            if (!Stops(candidates[drawn]))
            {
                return drawn;
            }
        }

        return null;
    }

    private int Weighted(ReadOnlySpan<Operation> candidates)
    {
        var sum = 0L;
        foreach (var candidate in candidates)
        {
            sum += Weight(candidate);
        }

        var left = (long)(random.NextFraction() * sum);
        var i = 0;
        while (i < candidates.Length - 1 && (left -= Weight(candidates[i])) >= 0)
        {
            i++;
        }

        return i;
    }

    private static long Weight(Operation operation) => Math.Max(operation.Priority, 0) + UnknownSteps;
}
