using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Progress;
using Xunit;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>How far a long exploration is.</summary>
public class ProgressTests
{
    [Fact]
    public void A_log_gets_a_line_every_ten_seconds()
    {
        Assert.Equal(
            "T: 5,000 of 100,000 schedules, 500/s, 2 distinct outcomes, 4 min left\nT: 12,500 of 100,000 schedules, 500/s, 2 distinct outcomes, 3 min left\n",
            Shown(ProgressMode.Lines, 1, 9.9, 10, 15, 19.9, 25, 34.9));
    }

    [Fact]
    public void A_terminal_gets_one_line_that_goes_away()
    {
        var shown = Shown(ProgressMode.Live, 0.5, 1, 1.1, 1.3).Split('\r');
        Assert.Equal(["", "T: 500 of 100,000 schedules, 500/s, 2 distinct outcomes, 4 min left", "T: 650 of 100,000 schedules, 500/s, 2 distinct outcomes, 4 min left", "", ""], shown.Select(s => s.TrimEnd()));
        Assert.DoesNotContain('\n', string.Concat(shown));
    }

    [Fact]
    public void Who_is_quiet_or_quick_shows_nothing()
    {
        Assert.Empty(Shown(ProgressMode.None, 1, 10, 100));
        Assert.Empty(Shown(ProgressMode.Lines, 0.1, 9));
        Assert.Empty(Shown(ProgressMode.Live, 0.1, 0.9));
    }

    [Fact]
    public void Seconds_are_told_when_it_is_nearly_over() =>
        Assert.Contains(", 20 s left", Shown(ProgressMode.Lines, 180), StringComparison.Ordinal);

    [Fact]
    public void What_a_schedule_does_that_takes_long_is_told_there_and_where_the_time_is_up()
    {
        using var output = new StringWriter { NewLine = "\n" };
        new ProgressDisplay("T", ProgressMode.Lines, output).Report(new ExplorationProgress(2, 100, 1, TimeSpan.FromSeconds(20), null) { Doing = "schedule 3 goes on" });
        Assert.Equal("T: 2 of 100 schedules, 0/s, 1 distinct outcome; schedule 3 goes on\n", output.ToString());
        Assert.Contains("none of which failed (schedule 3 goes on). Timeout", HarnessErrors.TimedOut(2, 100, "schedule 3 goes on"), StringComparison.Ordinal);
        Assert.Contains("none of which failed (schedule 3 goes on); the test", HarnessErrors.Cancelled(2, 100, "schedule 3 goes on").Message, StringComparison.Ordinal);
    }

    private static string Shown(ProgressMode mode, params double[] seconds)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var display = new ProgressDisplay("T", mode, output);
        foreach (var elapsed in seconds)
        {
            display.Report(new ExplorationProgress((int)(elapsed * 500), 100_000, 2, TimeSpan.FromSeconds(elapsed), null));
        }

        display.End();
        return output.ToString();
    }
}
