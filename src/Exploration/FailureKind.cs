namespace ConcurrencyTrace.Exploration;

/// <summary>What broke in a failing schedule.</summary>
public enum FailureKind
{
    /// <summary>No operation could go on, or some wait for each other for ever.</summary>
    Deadlock,

    /// <summary>An operation threw and nobody handled it.</summary>
    Exception,

    /// <summary>An assertion did not hold, in the body or over the trace.</summary>
    Assertion,

    /// <summary>Two operations used one location without an order between them.</summary>
    DataRace,

    /// <summary>The schedule took more steps than <see cref="ExplorerOptions.MaxSteps"/>: a livelock.</summary>
    StepBound,

    /// <summary>The code did not offer what the schedule to replay asked for.</summary>
    Divergence,

    /// <summary>Code that is not under control did not go on within <see cref="ExplorerOptions.ExternalWaitTimeout"/>.</summary>
    Uncontrolled,

    /// <summary>The schedule to replay passed: it no longer fails.</summary>
    NotReproduced,
}
