using System.Diagnostics;
using ConcurrencyTrace.Exploration.Strategies;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration;

/// <summary>
/// Looks for a schedule that fails alike with fewer departures from letting the running operation go on
/// (delta debugging: Zeller, Hildebrandt, <i>Simplifying and Isolating Failure-Inducing Input</i>, TSE 2002, over those departures).
/// </summary>
/// <param name="runner">Runs the program.</param>
/// <param name="signature">What the failure is told by.</param>
/// <param name="number">The number of the schedule.</param>
/// <param name="budget">Real time after which no further attempt is begun; null for no such bound.</param>
internal sealed class Shrinker(ScheduleRunner runner, string signature, int number, TimeSpan? budget)
{
    // Each attempt is one run; what is not found by then is hardly worth a person's waiting. Counted and not timed: the same failure is always shrunk alike.
    private const int MaxAttempts = 300;
    private const long MaxSteps = 10_000_000;

    // A run that waits for the outside takes real time: tenths of a second where what came back first now comes second.
    private const int AttemptsOfOneOutside = 10;

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int attempts;
    private long steps;

    private bool MayGoOn => attempts < MaxAttempts && steps < MaxSteps && !(clock.Elapsed > budget);

    /// <returns>The choices of the smallest failing schedule found: a run that really failed, not an edited list.</returns>
    public IReadOnlyList<Choice> Shrink(IReadOnlyList<Choice> failing)
    {
        var best = Try(GuidedStrategy.Along(failing));
        if (best is null)
        {
            return failing;
        }

        var chunk = Math.Max(1, best.Departures.Count / 2);
        while (chunk > 0 && MayGoOn)
        {
            var smaller = TryWithout(best, chunk) ?? TryOnly(best, chunk);
            if (smaller is not null)
            {
                best = smaller;
                chunk = Math.Min(chunk, Math.Max(1, best.Departures.Count / 2));
            }
            else
            {
                chunk /= 2;
            }
        }

        return best.Choices;
    }

    private Attempt? TryWithout(Attempt from, int chunk) => TryEach(from, chunk, (i, start) => i < start || i >= start + chunk);

    // Departures in step with each other cannot be taken away singly: what one of them alone would do is found here.
    private Attempt? TryOnly(Attempt from, int chunk) => TryEach(from, chunk, (i, start) => i >= start && i < start + chunk);

    private Attempt? TryEach(Attempt from, int chunk, Func<int, int, bool> isKept)
    {
        for (var start = 0; start < from.Departures.Count && MayGoOn; start += Math.Max(1, chunk / 2))
        {
            var kept = from.Departures.Where((_, i) => isKept(i, start)).ToDictionary();
            if (Try(GuidedStrategy.Departing(kept)) is { } attempt && attempt.Departures.Count < from.Departures.Count)
            {
                return attempt;
            }
        }

        return null;
    }

    private Attempt? Try(GuidedStrategy strategy)
    {
        var result = runner.Run(strategy, number);
        steps += result.Steps;
        attempts += result.WaitedOutside ? AttemptsOfOneOutside : 1;
        return result.Failed && result.Signature == signature ? new Attempt([.. result.Choices], strategy.Departures) : null;
    }

    private sealed record Attempt(IReadOnlyList<Choice> Choices, IReadOnlyList<KeyValuePair<GuidedStrategy.Moment, int>> Departures);
}
