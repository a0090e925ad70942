using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>An assertion, a program that violates it, and a twin that does not.</summary>
/// <param name="Name">Of the assertion.</param>
/// <param name="Assert">The assertion.</param>
/// <param name="Wrong">Makes a trace that violates it.</param>
/// <param name="Right">Makes one that does not.</param>
/// <param name="Snippet">The source of the assertion.</param>
/// <param name="Program">The source of the program that violates it.</param>
internal sealed record Pair(string Name, Action<Trace> Assert, Func<Trace> Wrong, Func<Trace> Right, string Snippet, string Program)
{
    /// <summary>Makes traces that hold nothing against the program, and not what would tell.</summary>
    public IReadOnlyList<Func<Trace>> Blind { get; init; } = [() => Lossy(Right())];

    /// <summary>What is said beside the example.</summary>
    public string Remark { get; init; } = "";

    /// <summary>A pair of programs, each run by one schedule.</summary>
    public static Pair Explored(
        string name,
        Action<Trace> assert,
        Func<Task> wrong,
        Func<Task> right,
        [CallerArgumentExpression(nameof(assert))] string snippet = "",
        [CallerArgumentExpression(nameof(wrong))] string program = "") =>
        new(name, assert, () => Explore(wrong), () => Explore(right), snippet, program);

    /// <summary>A pair of traces made by hand, of what a test could not bring about reliably.</summary>
    public static Pair Made(string name, Action<Trace> assert, Func<Trace> wrong, Func<Trace> right, [CallerArgumentExpression(nameof(assert))] string snippet = "") =>
        new(name, assert, wrong, right, snippet, "");

    /// <summary>The same, and a trace of Observe mode does not tell.</summary>
    public Pair OfExploreModeOnly() => this with { Blind = [.. Blind, () => InMode(Right(), TraceMode.Observe)] };

    /// <summary>The same, and a trace of Explore mode does not tell.</summary>
    public Pair OfObserveModeOnly() => this with { Blind = [.. Blind, () => InMode(Right(), TraceMode.Explore)] };

    /// <summary>The same, and a trace without the runtime's own events does not tell.</summary>
    public Pair NeedsRuntimeEvents() => this with { Blind = [.. Blind, () => WithoutRuntimeEvents(Right())] };

    public static Trace Lossy(Trace trace) => TraceMerge.With(trace, [new TraceEvent(0, EventKind.EventsLost, 0, 0, 3, 0, "buffers were full")]);

    private static Trace WithoutRuntimeEvents(Trace trace) => trace.With(trace.Header with { HasRuntimeEvents = false });

    private static Trace InMode(Trace trace, TraceMode mode) => trace.With(trace.Header with { Mode = mode });

    private static Trace Explore(Func<Task> body) => Explorer.Run(body, new ExplorerOptions { Strategy = StrategyNames.Random, Schedules = 1, Shrink = false }).Trace;
}
