namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Schedule files that are not what a run wrote are refused, and replays that part from their schedule say where.</summary>
public class ScheduleFileTests
{
    private const string Header = "concurrencytrace-schedule 1\ntest: T\nstrategy: Random\nseed: 0x1\nschedule: 1\n";

    private static readonly Lazy<Schedule> Found = new(() => Explorer.Run(() => Opposite(Take), Options).Failure!.Schedule);

    private static readonly ExplorerOptions Options = new() { TestIdentity = "Some.Test" };

    [Fact]
    public void A_file_is_read_as_it_was_written()
    {
        var text = Found.Value.ToString();
        Assert.Equal(text, Schedule.Parse(text).ToString());
        Assert.Equal(text, Schedule.Parse(text.Replace("\n", "\r\n", StringComparison.Ordinal)).ToString());
    }

    [Fact]
    public void Every_beginning_of_a_file_is_refused()
    {
        var text = Found.Value.ToString();
        Assert.All(Enumerable.Range(0, text.Length), length =>
        {
            var e = Assert.Throws<ScheduleFormatException>(() => Schedule.Parse(text[..length], "a.schedule"));
            Assert.Contains(e.Code, new[] { "CTR0010", "CTR0011", "CTR0013", "CTR0017" });
            Assert.StartsWith($"{e.Code}: a.schedule", e.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("decisions: 2\nrun 1 of 2 x\n", "CTR0013: f:7: the file is truncated: it announces 2 decisions and has 1.")]
    [InlineData("decisions: 1\nrun 1 of 2 x", "CTR0013: f:7: the file is truncated: its last line does not end.")]
    [InlineData("decisions: 1\nrun one of 2 x\n", "CTR0014: f:7: cannot read \"run one of 2 x\", expected a decision such as")]
    [InlineData("decisions: 1\nwalk 1 of 2 x\n", "CTR0014: f:7: ")]
    [InlineData("decisions: 1\nrun 1 of 2 x\nrun 1 of 2 x\n", "CTR0014: f:8: cannot read \"run 1 of 2 x\", expected the end of the file")]
    [InlineData("decisions: many\n", "CTR0014: f:6: cannot read \"many\", expected a number")]
    [InlineData("shared: here\ndecisions: 0\n", "CTR0014: f:6: cannot read \"here\", expected a hexadecimal number")]
    [InlineData("neither\ndecisions: 0\n", "CTR0014: f:6: cannot read \"neither\", expected a header line")]
    [InlineData("", "CTR0017: f:5: the header has no line \"decisions: …\"")]
    public void Damage_is_named_with_its_line(string rest, string message) => Refused(Header + rest, message);

    [Theory]
    [InlineData("test: T\n", "test")]
    [InlineData("strategy: Random\n", "strategy")]
    [InlineData("seed: 0x1\n", "seed")]
    [InlineData("schedule: 1\n", "schedule")]
    public void A_missing_line_of_the_header_is_named(string line, string name) =>
        Refused(Header.Replace(line, "", StringComparison.Ordinal) + "decisions: 0\n", $"CTR0017: f:5: the header has no line \"{name}: …\"");

    [Fact]
    public void A_bad_seed_is_named_with_its_own_line() =>
        Refused(Header.Replace("0x1", "one", StringComparison.Ordinal) + "decisions: 0\n", "CTR0014: f:4: cannot read \"one\"");

    [Fact]
    public void A_replay_that_comes_to_another_place_diverges_there()
    {
        var schedule = Loaded(Found.Value);
        Assert.Equal(FailureKind.Deadlock, Explorer.Replay(() => Opposite(Take), schedule, Options).Failure!.Kind);

        var failure = Explorer.Replay(() => Opposite(TakeOtherwise), schedule, Options).Failure!;
        Assert.Equal(FailureKind.Divergence, failure.Kind);
        var line = schedule.ToString().Split('\n').ToList().FindIndex(text => text.Contains("ScheduleFileTests.Take (", StringComparison.Ordinal)) + 1;
        Assert.StartsWith($"CTR0019: found.schedule:{line}: decision ", failure.Summary, StringComparison.Ordinal);
        Assert.Contains("ScheduleFileTests.Take (", failure.Summary, StringComparison.Ordinal);
        Assert.Contains("; the code offers op ", failure.Summary, StringComparison.Ordinal);
        Assert.Contains("ScheduleFileTests.TakeOtherwise (", failure.Summary, StringComparison.Ordinal);
        Assert.Contains("Explore again without the schedule", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_moved_are_no_divergence()
    {
        var moved = Found.Value with { Decisions = [.. Found.Value.Decisions.Select(d => d with { Site = System.Text.RegularExpressions.Regex.Replace(d.Site, @"\.cs:\d+ ", ".cs:1 ") })] };
        Assert.NotEqual(Found.Value.ToString(), moved.ToString());
        Assert.Equal(FailureKind.Deadlock, Explorer.Replay(() => Opposite(Take), moved, Options).Failure!.Kind);
    }

    [Fact]
    public void Shared_accesses_are_known_by_their_place_where_other_code_of_the_module_has_changed()
    {
        var found = Explorer.Run(AddTwice, Options).Failure!.Schedule;
        Assert.Contains(found.SharedAccesses, a => a.Site.EndsWith(" #2", StringComparison.Ordinal));
        var moved = found with
        {
            Modules = [.. found.Modules.Select(m => m with { Version = Guid.Empty.ToString() })],
            SharedAccesses = [.. found.SharedAccesses.Select(a => new ScheduleAccess(a.Id + 7, System.Text.RegularExpressions.Regex.Replace(a.Site, @"\.cs:\d+ ", ".cs:1 ")))],
        };

        var failure = Explorer.Replay(AddTwice, Schedule.Parse(moved.ToString()), Options).Failure!;

        Assert.True(failure.Kind == FailureKind.Assertion, failure.Report);
    }

    [Fact]
    public void Decisions_that_are_left_are_told()
    {
        var more = Loaded(Found.Value with { Decisions = [.. Found.Value.Decisions, new ScheduleDecision(7, 8, DecisionKind.Run, "X.cs:1 X.Y (Z)")] });
        var failure = Explorer.Replay(() => Opposite(Take), more, Options).Failure!;
        Assert.Equal(FailureKind.Deadlock, failure.Kind);
        Assert.Contains($"It failed before the last 1 of the schedule's {more.Decisions.Count} decisions were taken.", failure.Report, StringComparison.Ordinal);

        var passing = Explorer.Replay(() => Task.CompletedTask, more, Options).Failure!;
        Assert.Equal(FailureKind.Divergence, passing.Kind);
        Assert.Matches($@"^CTR0019: found\.schedule:\d+: the code ends before op \d+ at .*, so that {more.Decisions.Count} of {more.Decisions.Count} decisions are left\. ", passing.Summary);
    }

    [Fact]
    public void A_schedule_that_ends_too_early_is_told()
    {
        var less = Loaded(Found.Value with { Decisions = [.. Found.Value.Decisions.SkipLast(1)] });
        var failure = Explorer.Replay(() => Opposite(Take), less, Options).Failure!;
        Assert.Equal(FailureKind.Divergence, failure.Kind);
        Assert.Contains($"the schedule ends after decision {less.Decisions.Count}, and the code goes on", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_is_taken_again_and_never_made_up()
    {
        var schedule = Explorer.Run(() => Draw(6), Options).Failure!.Schedule;
        Assert.Equal(FailureKind.Exception, Explorer.Replay(() => Draw(6), schedule, Options).Failure!.Kind);
        Assert.Equal(FailureKind.Exception, Explorer.Replay(() => Draw(5), schedule, Options).Failure!.Kind);

        var tooSmall = Explorer.Replay(() => Draw(2), schedule, Options).Failure!;
        Assert.Equal(FailureKind.Divergence, tooSmall.Kind);
        Assert.Contains("asks for number 4 of 6 at ", tooSmall.Summary, StringComparison.Ordinal);
        Assert.Contains("; the code offers a number below 2.", tooSmall.Summary, StringComparison.Ordinal);

        var missing = Explorer.Replay(() => Draw(6), schedule with { Decisions = [.. schedule.Decisions.Where(d => d.Kind != DecisionKind.Number)] }, Options).Failure!;
        Assert.Equal(FailureKind.Divergence, missing.Kind);
    }

    [Fact]
    public void A_number_that_can_only_be_0_is_no_decision()
    {
        var failure = Explorer.Run(() => Draw(6, before: 1), Options).Failure!;
        Assert.Single(failure.Schedule.Decisions);
        var older = failure.Schedule with { Decisions = [new ScheduleDecision(0, 1, DecisionKind.Number, ""), .. failure.Schedule.Decisions] };
        Assert.All([failure.Schedule, older], schedule => Assert.Equal(FailureKind.Exception, Explorer.Replay(() => Draw(6, before: 1), schedule, Options).Failure!.Kind));
    }

    [Fact]
    public void Time_passes_beside_operations_that_can_run_only_where_the_file_says_so()
    {
        // Files from before there was such a thing have no line for it, and no decision about it.
        var failing = Explorer.Run(Nap, new ExplorerOptions { TestIdentity = "Nap" }).Failure!.Schedule;
        Assert.Contains("\nstall-ms: 100\n", failing.ToString(), StringComparison.Ordinal);
        Assert.Equal(FailureKind.Assertion, Explorer.Replay(Nap, Loaded(failing)).Failure!.Kind);
        var older = Schedule.Parse(failing.ToString().Replace("stall-ms: 100\n", "", StringComparison.Ordinal)) with { Decisions = [] };
        Assert.Equal(FailureKind.Divergence, Explorer.Replay(Nap, failing with { Decisions = [] }).Failure!.Kind);
        Assert.Equal(FailureKind.NotReproduced, Explorer.Replay(Nap, older).Failure!.Kind);
    }

    [Fact]
    public void A_sleep_is_a_join_where_no_time_may_pass_beside_work_and_a_report_says_where_it_was_none()
    {
        var report = Explorer.Run(Sleep).Failure!.Report;
        Assert.Contains("op 2  ", report, StringComparison.Ordinal);
        Assert.Contains("is kept waiting for 50 ms", report, StringComparison.Ordinal);
        Assert.Contains("a sleep, a delay or a timer waits for nobody", report, StringComparison.Ordinal);

        var without = Explorer.Run(Sleep, new ExplorerOptions { MaxStall = TimeSpan.Zero });
        Assert.Null(without.Failure);
        Assert.Equal(1000, without.SchedulesRun);
        Assert.Null(Explorer.Run(Sleep, new ExplorerOptions { MaxStall = TimeSpan.FromMilliseconds(49) }).Failure);
        Assert.Contains("\nstall-ms: 50\n", Explorer.Run(Sleep, new ExplorerOptions { MaxStall = TimeSpan.FromMilliseconds(50) }).Failure!.Schedule.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(100_000_000)]
    public void How_much_time_may_pass_is_in_whole_milliseconds_up_to_a_day(double milliseconds) =>
        Assert.StartsWith(
            "CTR0024: ",
            Assert.Throws<ArgumentException>(() => Explorer.Run(Nap, new ExplorerOptions { MaxStall = TimeSpan.FromMilliseconds(milliseconds) })).Message,
            StringComparison.Ordinal);

    private static async Task AddTwice()
    {
        var total = 0;
        await Task.WhenAll(Task.Run(() => total++), Task.Run(() => total++));
        Assert.Equal(2, total);
    }

    private static async Task Sleep()
    {
        var done = false;
        var task = Task.Run(() => done = true);
        Thread.Sleep(50);
        Assert.True(done);
        await task;
    }

    // With nothing to be decided but whether the sleep ends early.
    private static void Nap()
    {
        var done = false;
        Thread.Sleep(1);
        using var timer = new Timer(_ => done = true, null, 1, Timeout.Infinite);
        Thread.Sleep(2);
        Assert.True(done);
    }

    private static Schedule Loaded(Schedule schedule) => Schedule.Parse(schedule.ToString(), "found.schedule");

    private static void Refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<ScheduleFormatException>(() => Schedule.Parse(text, "f")).Message, StringComparison.Ordinal);

    private static Task Draw(int sides, int before = 0)
    {
        var generator = Microsoft.Coyote.Random.Generator.Create();
        if (before > 0)
        {
            generator.NextInteger(before);
        }

        return generator.NextInteger(sides) == 4 ? throw new InvalidOperationException("four") : Task.CompletedTask;
    }

    private static Task Opposite(Action<Lock, Lock> take)
    {
        var (a, b) = (new Lock(), new Lock());
        return Task.WhenAll(Task.Run(() => take(a, b)), Task.Run(() => take(b, a)));
    }

    private static void Take(Lock first, Lock second)
    {
        lock (first)
        {
            lock (second)
            {
            }
        }
    }

    private static void TakeOtherwise(Lock first, Lock second)
    {
        lock (first)
        {
            lock (second)
            {
            }
        }
    }
}
