using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>What a test can ask of the run that it is part of.</summary>
public sealed class TraceContext
{
    private static readonly AsyncLocal<TraceContext?> Ambient = new();
    private readonly List<Action<Trace>> afterRun = [];

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

    internal void RunChecks(Trace trace)
    {
        Action<Trace>[] checks;
        lock (afterRun)
        {
            checks = [.. afterRun];
        }

        foreach (var check in checks)
        {
            check(trace);
        }
    }
}
