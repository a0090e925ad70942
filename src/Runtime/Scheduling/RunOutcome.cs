using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>How a controlled run ended.</summary>
internal enum RunEnd : byte
{
    /// <summary>The body ended and nothing was wrong.</summary>
    Passed,

    /// <summary>Operations wait for ever.</summary>
    Deadlock,

    /// <summary>An exception that nobody handled.</summary>
    Exception,

    /// <summary>More steps than allowed.</summary>
    StepBound,

    /// <summary>Two operations were about to use one object at once.</summary>
    DataRace,

    /// <summary>The schedule to replay asked for what the code did not offer.</summary>
    Divergence,

    /// <summary>Code that is not under control did not go on in time.</summary>
    Uncontrolled,

    /// <summary>It was asked to end: it took too long in real time, or nobody wants to know any more.</summary>
    Stopped,
}

/// <summary>How a controlled run ended, and why.</summary>
/// <param name="End">How.</param>
/// <param name="Operation">The operation that it happened in; 0 when none.</param>
/// <param name="Exception">The exception; null when none.</param>
/// <param name="Message">What a person should know beyond that; null when nothing.</param>
internal sealed record RunOutcome(RunEnd End, int Operation = 0, Exception? Exception = null, string? Message = null)
{
    /// <summary>Who waits for whom at the end; empty when nobody does for ever.</summary>
    public IReadOnlyList<BlockedOperation> Blocked { get; init; } = [];

    /// <summary>
    /// Which operations an exception had ended before, when others wait for ever: they may wait for what these did not do. With the tasks, for to look at
    /// their exceptions is to observe them.
    /// </summary>
    public IReadOnlyList<(int Operation, Task Task)> Faulted { get; init; } = [];

    /// <summary>True when nothing at all could go on; false when the body had ended.</summary>
    public bool Total { get; init; }

    /// <summary>The two accesses of a data race; null when the run ended otherwise.</summary>
    public DataRace? Race { get; init; }
}

/// <summary>An operation that waits at the end of a run.</summary>
/// <param name="Operation">Its number.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="Resource">The resource it waits for; 0 when it has no identity.</param>
/// <param name="Site">Where it waits.</param>
/// <param name="Holders">The operations that could end the wait, where known.</param>
/// <param name="InCycle">Whether the wait is part of a cycle.</param>
internal sealed record BlockedOperation(int Operation, BlockReason Reason, int Resource, long Site, IReadOnlyList<int> Holders, bool InCycle);

/// <summary>The bounds of a run.</summary>
/// <param name="MaxSteps">Scheduling points after which it is a livelock.</param>
/// <param name="ExternalWaitTimeout">Real time to wait for what is not under control.</param>
/// <param name="CheckDataRaces">Whether a data race on a collection ends the run.</param>
/// <param name="Stall">Virtual time for which an operation that can run may be kept from it, and for which all are in sum.</param>
internal sealed record RunLimits(int MaxSteps, TimeSpan ExternalWaitTimeout, bool CheckDataRaces, TimeSpan Stall)
{
    /// <summary>How many threads there may be at once: each takes memory mappings, of which a process has some 65,000, and without them the runtime ends it.</summary>
    public const int ThreadsOfProcess = 8_192;

    /// <summary>How many threads the operations may hold.</summary>
    public int MaxThreads { get; init; } = ThreadsOfProcess;

    /// <summary>Real time to wait for handlers while operations sleep, though nothing is known to wait for those.</summary>
    public TimeSpan PollPatience { get; init; } = TimeSpan.FromSeconds(1);
}
