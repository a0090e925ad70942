using ConcurrencyTrace.Exploration.Tests.Semantics;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What tests of small programs have in common.</summary>
internal static class Explore
{
    private static readonly ExplorerOptions Options = new() { Schedules = 300 };

    /// <summary>No schedule fails, and nothing escapes control.</summary>
    public static void Passes(Func<Task> body)
    {
        var result = Explorer.Run(
            () =>
            {
                TraceContext.Current.AfterRun(static _ => { }); // so that every schedule's trace is made, and validated
                return body();
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Empty(result.Uncontrolled);
    }

    /// <inheritdoc cref="Passes(Func{Task})"/>
    public static void Passes(Action body) => Passes(() =>
    {
        body();
        return Task.CompletedTask;
    });

    /// <summary>Some schedule fails in this way, and its file replays to the same failure.</summary>
    public static ScheduleFailure Fails(FailureKind kind, Func<Task> body)
    {
        var result = Explorer.Run(body, Options with { Schedules = 1000 });
        Assert.NotNull(result.Failure);
        Assert.True(kind == result.Failure.Kind, result.Failure.Report);
        Assert.Empty(result.Uncontrolled);
        var replayed = Explorer.Replay(body, Schedule.Parse(result.Failure.Schedule.ToString()), Options);
        Assert.True(kind == replayed.Failure!.Kind, replayed.Failure.Report);
        Assert.Equal(result.Failure.Summary, replayed.Failure.Summary);
        return result.Failure;
    }

    /// <inheritdoc cref="Fails(FailureKind, Func{Task})"/>
    public static ScheduleFailure Fails(FailureKind kind, Action body) => Fails(kind, () =>
    {
        body();
        return Task.CompletedTask;
    });

    /// <summary>Runs each in a task of its own and waits for all.</summary>
    public static void Together(params Action[] actions) => Task.WhenAll(actions.Select(action => Task.Run(action))).GetAwaiter().GetResult();

    /// <summary>The script gives the same results and exceptions under control as outside of it.</summary>
    public static void Alike(Action<Script> script) => RunBoth(script);

    /// <summary>
    /// The script is alike, and every member that it calls is controlled: beside an operation that can always run, one call at least of each shows in
    /// the trace, unless <see cref="Unscheduled"/> names it.
    /// </summary>
    /// <param name="script">The calls, written in the test's own method.</param>
    public static void AlikeAndControlled(Action<Script> script)
    {
        var seen = RunBoth(script).Events.Select(e => e.Site).ToHashSet();
        var missing = WovenCalls.Around(script.Method)
            .Where(c => !Unscheduled.Contains(c.Target))
            .ToLookup(c => c.Target)
            .Where(calls => !calls.Any(c => seen.Contains(c.Site)));
        Assert.Equal("", string.Join('\n', missing.Select(calls => calls.Key).Order(StringComparer.Ordinal)));
    }

    private static Trace RunBoth(Action<Script> script)
    {
        var outside = new Script();
        script(outside);
        var inside = new Script();
        var result = Explorer.Run(
            () =>
            {
                inside = new Script();
                var ended = false;
                var beside = Task.Run(() =>
                {
                    while (!Volatile.Read(ref ended))
                    {
                    }
                });
                script(inside);
                Volatile.Write(ref ended, true);
                return beside;
            },
            new ExplorerOptions { Schedules = 1 });
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Equal(string.Join("\n", outside.Lines), string.Join("\n", inside.Lines));
        return result.Trace;
    }

    /// <summary>Notes what each call of a script came to.</summary>
    internal sealed class Script
    {
        public List<string> Lines { get; } = [];

        public void Do(Action call) => Get(() =>
        {
            call();
            return "done";
        });

        public void Get<T>(Func<T> call)
        {
            string outcome;
            try
            {
                outcome = $"{call()}";
            }
            catch (Exception e)
            {
                outcome = $"{e.GetType().Name} {e.Message}";
            }

            Lines.Add($"{Lines.Count}: {outcome}");
        }
    }
}
