using System.Globalization;
using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Harness.Progress;

/// <summary>Shows how far the exploration of one test is. Short explorations show nothing.</summary>
/// <param name="test">The test, as a person reads it.</param>
/// <param name="mode">How.</param>
/// <param name="output">Where to.</param>
internal sealed class ProgressDisplay(string test, ProgressMode mode, TextWriter output)
{
    private const int Width = 110;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromMilliseconds(250);

    // Tests that run at once share the terminal.
    private static readonly Lock Gate = new();

    private TimeSpan next = mode == ProgressMode.Lines ? BetweenLines : TimeSpan.FromSeconds(1);
    private bool shown;

    /// <summary>A display on standard error, which is no part of what tests write.</summary>
    public static ProgressDisplay ForConsole(string test, ProgressMode mode, bool onCi) =>
        new(test, mode == ProgressMode.Auto ? (Console.IsErrorRedirected || onCi ? ProgressMode.Lines : ProgressMode.Live) : mode, Console.Error);

    public void Report(ExplorationProgress progress)
    {
        if (mode == ProgressMode.None || progress.Elapsed < next)
        {
            return;
        }

        next = progress.Elapsed + (mode == ProgressMode.Lines ? BetweenLines : BetweenUpdates);
        lock (Gate)
        {
            if (mode == ProgressMode.Lines)
            {
                output.WriteLine(Text(progress));
            }
            else
            {
                var text = Text(progress);
                output.Write("\r" + (text.Length > Width ? text[..Width] : text.PadRight(Width)));
                shown = true;
            }
        }
    }

    /// <summary>The exploration is over: the live line goes away.</summary>
    public void End()
    {
        if (shown)
        {
            lock (Gate)
            {
                output.Write("\r" + new string(' ', Width) + "\r");
            }
        }
    }

    private string Text(ExplorationProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{test}: {progress.SchedulesRun:N0} of {progress.Schedules:N0} schedules, {progress.Rate:N0}/s, {progress.DistinctOutcomes} distinct outcome{(progress.DistinctOutcomes == 1 ? "" : "s")}{(progress.Doing is { } doing ? $"; {doing}" : Left(progress.TimeLeft))}");

    private static string Left(TimeSpan? left) => left is not { } time ? ""
        : time.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $", {Math.Ceiling(time.TotalSeconds)} s left")
        : string.Create(CultureInfo.InvariantCulture, $", {Math.Ceiling(time.TotalMinutes)} min left");
}
