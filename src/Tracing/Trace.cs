using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>Everything that happened in one run: immutable, in order of time.</summary>
public sealed class Trace
{
    /// <summary>Makes a trace of its parts.</summary>
    public Trace(TraceHeader header, IReadOnlyList<TraceEvent> events, IReadOnlyList<OperationInfo> operations, IReadOnlyList<ResourceInfo> resources)
    {
        Header = header;
        Events = events;
        Operations = operations;
        Resources = resources;
    }

    /// <summary>The test, schedule and mode that the trace is of.</summary>
    public TraceHeader Header { get; }

    /// <summary>All events, in order.</summary>
    public IReadOnlyList<TraceEvent> Events { get; }

    /// <summary>All operations, by number.</summary>
    public IReadOnlyList<OperationInfo> Operations { get; }

    /// <summary>All resources, by number.</summary>
    public IReadOnlyList<ResourceInfo> Resources { get; }

    /// <summary>How the run came to its end, where it did not end well: for example a deadlock.</summary>
    public DeadlockInfo? Deadlock { get; init; }
}

/// <summary>What a trace is of.</summary>
/// <param name="Test">The test's identity; empty when not known.</param>
/// <param name="Mode">Which scheduler ran it and which clock its times are of.</param>
/// <param name="Schedule">Number of the schedule, from 1; 0 in Observe mode.</param>
/// <param name="Seed">The exploration's seed.</param>
public sealed record TraceHeader(string Test, TraceMode Mode, int Schedule, ulong Seed);

/// <summary>Which scheduler ran the program.</summary>
public enum TraceMode
{
    /// <summary>Ours: one operation at a time, deterministic, virtual clock.</summary>
    Explore,

    /// <summary>The real one: .NET's thread pool and the operating system, wall clock.</summary>
    Observe,
}

/// <summary>One operation: a logical thread, what Go calls a goroutine.</summary>
/// <param name="Id">Its number, from 1 (the body).</param>
/// <param name="Name">What a person would call it, for example <c>Task.Run</c> or a thread's name.</param>
/// <param name="Kind">How it came to be.</param>
/// <param name="Creator">Number of the operation that created it; 0 for the body.</param>
/// <param name="CreationSite">Where it was created.</param>
public sealed record OperationInfo(int Id, string Name, OperationKind Kind, int Creator, long CreationSite);

/// <summary>One resource: what operations take, signal or wait for.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What reports call it, for example <c>Account#1</c>.</param>
/// <param name="Site">Where it was first used.</param>
public sealed record ResourceInfo(int Id, ResourceKind Kind, string Name, long Site);

/// <summary>A deadlock: operations that can never go on.</summary>
/// <param name="Waits">Who waits for what, at the end.</param>
/// <param name="Total">True when nothing at all could go on; false when the rest of the program ended and these remained.</param>
public sealed record DeadlockInfo(IReadOnlyList<DeadlockWait> Waits, bool Total);

/// <summary>One operation's part in a deadlock.</summary>
/// <param name="Operation">Who waits.</param>
/// <param name="Reason">Why.</param>
/// <param name="Resource">For what; 0 when it has no identity.</param>
/// <param name="Site">Where.</param>
/// <param name="Holders">The operations that could end the wait, where known.</param>
/// <param name="InCycle">Whether the wait is part of a cycle.</param>
public sealed record DeadlockWait(int Operation, BlockReason Reason, int Resource, long Site, IReadOnlyList<int> Holders, bool InCycle);
