using System.Collections.Concurrent;
using System.Globalization;

namespace ConcurrencyTrace.Conformance;

/// <summary>What the explorations of the pairs came to, each run once a process, when first asked for.</summary>
internal static class Judged
{
    /// <summary>How many fresh processes replay each schedule: as many as the variable says; else a hundred, and on a debug build one.</summary>
    public static int Replays { get; } = Environment.GetEnvironmentVariable("CONFORMANCE_REPLAYS") is { } asked ? int.Parse(asked, CultureInfo.InvariantCulture) :
#if DEBUG
        1;
#else
        100;
#endif

    /// <summary>How many schedules of each twin are run: on a debug build a part of them, which CI has time for.</summary>
    public static int TwinSchedules { get; } =
#if DEBUG
        125;
#else
        1000;
#endif

    private static readonly ConcurrentDictionary<string, Lazy<ExplorationResult>> Results = new();
    private static readonly Lazy<ILookup<string, string>> Replayings = new(ReplayAll);

    /// <summary>The exploration of the program with the bug.</summary>
    public static ExplorationResult Buggy(Pair pair) => Once(pair.Name, pair.Buggy, Options(pair.Name));

    /// <summary>The exploration of the program without.</summary>
    public static ExplorationResult Correct(Pair pair) => Once($"{pair.Name} (twin)", pair.Correct, Options(pair.Name) with { Schedules = TwinSchedules });

    /// <summary>What replaying the found schedule came to in each of the fresh processes, as <see cref="Line"/> writes it; nothing when none was found.</summary>
    public static IEnumerable<string> Replayed(Pair pair) => Replayings.Value[pair.Name];

    /// <summary>What was not under control, but for the outside, which is waited for.</summary>
    public static IEnumerable<string> Escapes(ExplorationResult result) =>
        result.Uncontrolled.Where(static what => !what.StartsWith("waited in real time, since a handler may be called", StringComparison.Ordinal));

    /// <summary>A failure in one line, by which a replay is compared.</summary>
    public static string Line(ScheduleFailure? failure) => failure is null ? "nothing failed" : $"{failure.Kind}: {failure.Summary}";

    /// <summary>
    /// The options of every exploration: the defaults, under the pair's name, but for the length of a livelock, of which each process that replays it runs the whole.
    /// </summary>
    public static ExplorerOptions Options(string name) => new() { TestIdentity = name, MaxSteps = 10_000 };

    private static ExplorationResult Once(string key, Func<Task> program, ExplorerOptions options) =>
        Results.GetOrAdd(key, _ => new Lazy<ExplorationResult>(() => Explorer.Run(program, options))).Value;

    private static ILookup<string, string> ReplayAll() =>
        FreshProcess.Replay([.. AllPairs.List.Select(Buggy).Where(r => r.Failure is not null).Select(r => r.Failure!.Schedule)], Replays);
}
