using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>A small concurrent use of a package, first as its users run it, then under control.</summary>
internal static class Smoke
{
    private static readonly ExplorerOptions Options = new() { Schedules = 25 };

    /// <summary>The use works without a session, and in every schedule with one; nothing escapes control.</summary>
    public static async Task Works(Func<Task> use)
    {
        await use().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var result = Explorer.Run(use, Options, TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.True(result.Uncontrolled.Count == 0, string.Join("\n", result.Uncontrolled));
    }

    /// <summary>As <see cref="Works"/> for packages that reach outside the process, or keep threads of their own from before the session.</summary>
    public static async Task WorksWithTheOutside(Func<Task> use)
    {
        await use().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var result = Explorer.Run(use, Options with { Schedules = 3 }, TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    /// <summary>Runs each in a task of its own and waits for all.</summary>
    public static Task Together(params Func<Task>[] actions) => Task.WhenAll(actions.Select(action => Task.Run(action)));

    /// <inheritdoc cref="Together(Func{Task}[])"/>
    public static Task Together(params Action[] actions) => Task.WhenAll(actions.Select(action => Task.Run(action)));
}
