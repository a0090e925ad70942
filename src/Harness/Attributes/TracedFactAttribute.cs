using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Discovery;
using ConcurrencyTrace.Tracing;
using Xunit;
using Xunit.v3;

namespace ConcurrencyTrace.Harness;

/// <summary>A fact that is run under many schedules and fails with the first one that breaks it.</summary>
/// <remarks>
/// The class is constructed, initialised, run and disposed anew in each schedule; fixtures are made once and shared.
/// Every property can be overridden by an environment variable and by an option of the test platform (see <c>docs/options.md</c>).
/// <c>Timeout</c> bounds the real time of all schedules together.
/// </remarks>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(TracedFactDiscoverer))]
public sealed class TracedFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber), ITracedAttribute
{
    /// <summary>The schedules to run at most; the first failing one ends the test.</summary>
    /// <value>1000 by default, at least 1.</value>
    public int Schedules { get; set; } = 1000;

    /// <summary>Real time, in seconds, after which no further schedule is begun; the test passes with those that were run.</summary>
    /// <value>0 by default: no limit.</value>
    public double TimeBudgetSeconds { get; set; }

    /// <summary>Who chooses the next operation: one of <see cref="StrategyNames.All"/>.</summary>
    /// <value><see cref="StrategyNames.Portfolio"/> by default.</value>
    public string Strategy { get; set; } = StrategyNames.Portfolio;

    /// <summary>Seed of every random choice.</summary>
    /// <value>0 by default: derived from the test's identity, so that the same commit gives the same result.</value>
    public ulong Seed { get; set; }

    /// <summary>Scheduling points after which a schedule is judged to go on for ever (a livelock).</summary>
    /// <value>100,000 by default, at least 1.</value>
    public int MaxSteps { get; set; } = 100_000;

    /// <summary>
    /// Whether a schedule fails when two operations are about to use a collection that is not made for several threads at once, and one of them writes.
    /// </summary>
    /// <value>True by default.</value>
    public bool CheckDataRaces { get; set; } = true;

    /// <summary>Which scheduler runs the test.</summary>
    /// <value><see cref="TraceMode.Explore"/> by default.</value>
    public TraceMode Mode { get; set; } = TraceMode.Explore;
}
