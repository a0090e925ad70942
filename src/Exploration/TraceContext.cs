using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>What a test can ask of the run that it is part of.</summary>
public sealed class TraceContext
{
    private static readonly AsyncLocal<TraceContext?> Ambient = new();
    private readonly List<Action<Trace>> afterRun = [];
    private readonly List<Action<ExplorationResult>> afterExploration = [];

    /// <summary>The context of the running test.</summary>
    /// <exception cref="InvalidOperationException">No exploration is running on this flow of control.</exception>
    public static TraceContext Current => Ambient.Value
        ?? throw new InvalidOperationException("CTR0005: TraceContext.Current is set only inside a [TracedFact] or [TracedTheory], or inside the body given to Explorer.Run.");

    /// <summary>Adds a check that runs after the schedule, with its whole trace; an exception from it fails the schedule.</summary>
    /// <param name="check">For example <c>trace => trace.Should().HaveNoDeadlock()</c>.</param>
    public void AfterRun(Action<Trace> check)
    {
        lock (afterRun)
        {
            afterRun.Add(check);
        }
    }

    /// <summary>
    /// Adds a check that runs once, after the last schedule of an exploration in which none failed, as the last schedule adds it; it sees how often each
    /// <see cref="Outcome"/> came up and how long operations were blocked. An exception from it fails the test, and is thrown by <c>Explorer.Run</c>.
    /// </summary>
    /// <remarks>
    /// A replay and Observe mode run the body once: there is no exploration, and the check is not run. Nor is it where machines share the exploration
    /// (<see cref="ExplorerOptions.Shard"/>), since none of them has seen all: <see cref="ExplorationResult.LeftUnjudged"/> then says so.
    /// </remarks>
    /// <param name="check">For example <c>result => result.Outcomes.Should().HaveCount(2)</c>.</param>
    public void AfterExploration(Action<ExplorationResult> check)
    {
        lock (afterExploration)
        {
            afterExploration.Add(check);
        }
    }

    /// <summary>What was recorded of this schedule up to here: assertions in the body look at it.</summary>
    /// <remarks>A copy, made at each call in the time that the trace is long. What the runtime itself tells is not in it; <see cref="AfterRun"/> sees the whole.</remarks>
    /// <returns>For example <c>TraceContext.Current.SoFar().Should().HaveAtMostLiveOperations(8)</c>.</returns>
    /// <exception cref="InvalidOperationException">The code is not under control (CTR0023): in Observe mode other threads go on recording, and the trace is made when the test has ended.</exception>
    public Trace SoFar() => Control.Current is not null && Snapshot is { } snapshot ? snapshot() : throw ExplorationErrors.NoTraceSoFar();

    /// <summary>What this schedule came to, in the test's own words; null when it does not say. Counted in <see cref="ExplorationResult.Outcomes"/>.</summary>
    public string? Outcome { get; set; }

    /// <summary>Makes the trace of what was recorded until now; null where that cannot be had.</summary>
    internal Func<Trace>? Snapshot { get; set; }

    /// <summary>Whether any check over the whole exploration was added.</summary>
    internal bool HasExplorationChecks
    {
        get
        {
            lock (afterExploration)
            {
                return afterExploration.Count > 0;
            }
        }
    }

    /// <summary>Whether any check was added.</summary>
    internal bool HasChecks
    {
        get
        {
            lock (afterRun)
            {
                return afterRun.Count > 0;
            }
        }
    }

    internal static void Enter(TraceContext context) => Ambient.Value = context;

    internal void RunChecks(Trace trace) => RunAll(afterRun, trace);

    internal void RunExplorationChecks(ExplorationResult result) => RunAll(afterExploration, result);

    private static void RunAll<T>(List<Action<T>> list, T argument)
    {
        Action<T>[] checks;
        lock (list)
        {
            checks = [.. list];
        }

        foreach (var check in checks)
        {
            check(argument);
        }
    }
}
