using System.IO.Pipes;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>A schedule that goes on for ever in real time, whatever its steps, ends with the exploration, and what it was doing is said.</summary>
public class CutShortTests
{
    private static readonly ExplorerOptions Steps = new() { MaxSteps = int.MaxValue };

    private int schedules;

    [Fact]
    public void A_schedule_without_an_end_is_cut_short_after_the_time_budget_and_is_no_failure()
    {
        var told = new List<ExplorationProgress>();
        Explorer.Run(Endless(from: 2), new ExplorerOptions { Schedules = 1 });
        schedules = 0;
        var result = Explorer.Run(Endless(from: 2), Steps with { TimeBudget = TimeSpan.FromSeconds(1), ExternalWaitTimeout = TimeSpan.FromMilliseconds(500), Progress = told.Add });
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Equal((1, 1), (result.SchedulesRun, result.Outcomes["ended"]));
        Assert.Matches(@"^schedule 2 was cut short after \d+ s and \d+ scheduling points: op 2 goes on after CutShortTests.cs:\d+ ", result.CutShort);
        Assert.Contains("op 1 body awaits a task", result.CutShort, StringComparison.Ordinal);
        Assert.Contains(result.Trace.Events, e => e.Kind == EventKind.EventsLost);
        Assert.Matches(@"^schedule 2 has gone on for \d+ s, \d+ scheduling points: op 2 goes on after CutShortTests.cs:\d+ ", told.Select(p => p.Doing).OfType<string>().First());
    }

    [Fact]
    public void A_schedule_that_waits_outside_ends_when_the_exploration_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var stopped = Assert.ThrowsAny<OperationCanceledException>(() => Explorer.Run(
            async () =>
            {
                cancelled.Cancel();
                await Task.Run(() => pipe.ReadByte());
            },
            new ExplorerOptions { ExternalWaitTimeout = TimeSpan.FromHours(1) },
            cancelled.Token));
        pipe.ClientSafePipeHandle.Dispose(); // the thread that reads goes on
        Assert.Equal(cancelled.Token, stopped.CancellationToken);
        Assert.Matches(@"(?s)^The exploration was cancelled, and schedule 1 was cut short after .*op 2 Task\.Run is held up in \w+\.ReadByte at CutShortTests\.cs:", stopped.Message);
    }

    [Fact]
    public void An_operation_that_has_come_to_no_scheduling_point_is_said_to_be_in_its_own_code()
    {
        using var cancelled = new CancellationTokenSource();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var read = typeof(Stream).GetMethod(nameof(Stream.ReadByte))!.CreateDelegate<Func<int>>(pipe);
        var cancel = typeof(CancellationTokenSource).GetMethod(nameof(CancellationTokenSource.Cancel), [])!.CreateDelegate<Action>(cancelled);
        var stopped = Assert.ThrowsAny<OperationCanceledException>(() => Explorer.Run(
            () =>
            {
                cancel();
                read();
            },
            new ExplorerOptions { ExternalWaitTimeout = TimeSpan.FromHours(1) },
            cancelled.Token));
        pipe.ClientSafePipeHandle.Dispose(); // the thread that reads goes on
        Assert.Contains("op 1 body is held up in code before its first scheduling point", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fails_when_it_is_run_again_without_an_end_is_reported_as_it_was_found()
    {
        var result = Explorer.Run(
            () =>
            {
                if (schedules++ == 0)
                {
                    throw new InvalidOperationException("found");
                }

                Spin();
            },
            Steps with { TimeBudget = TimeSpan.FromMilliseconds(10), ExternalWaitTimeout = TimeSpan.FromMilliseconds(500) });
        Assert.Equal("found", result.Failure?.Exception?.Message);
        Assert.Contains("This is the schedule as it was found. When it was to be shrunk or run again, schedule 1 was cut short", result.Failure!.Report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 60, true, 120)]
    [InlineData(59, 60, true, 120)]
    [InlineData(100, 60, true, 160)]
    [InlineData(0, 1, true, 11)]
    [InlineData(0, 1, false, 601)]
    [InlineData(0, 900, false, 1800)]
    public void A_schedule_has_as_long_again_as_the_budget(double begun, double budget, bool anyEnded, double last) =>
        Assert.Equal(TimeSpan.FromSeconds(last), ScheduleWatch.LastMoment(TimeSpan.FromSeconds(begun), TimeSpan.FromSeconds(budget), TimeSpan.FromSeconds(10), anyEnded));

    private Func<Task> Endless(int from) => async () =>
    {
        schedules++;
        await Task.Run(() =>
        {
            if (schedules >= from)
            {
                Spin();
            }
        });
        TraceContext.Current.Outcome = "ended";
    };

    private void Spin()
    {
        while (Volatile.Read(ref schedules) > 0)
        {
        }
    }
}
