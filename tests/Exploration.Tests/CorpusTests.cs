using System.Runtime.Versioning;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Schedules that failed once are replayed before anything else.</summary>
public sealed class CorpusTests : IDisposable
{
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("corpus-").FullName, "__schedules__");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    [Fact]
    public void A_promoted_schedule_is_the_first_to_fail_from_then_on()
    {
        var entry = Promote();
        Assert.Contains("CTR0505: ", entry.Notice, StringComparison.Ordinal);

        var result = Run(Deadlocks);
        Assert.Equal((entry.File, CorpusStatus.Fails), (result.Corpus.Single().File, result.Corpus.Single().Status));
        Assert.Equal((FailureKind.Deadlock, 1), (result.Failure!.Kind, result.SchedulesRun));
        Assert.Contains("This is a schedule of the corpus: " + entry.File, result.Failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replayed_failure_can_be_promoted_and_the_same_one_is_added_once()
    {
        var schedule = Explorer.Run(Deadlocks, new ExplorerOptions()).Failure!.Schedule;
        var options = Options(CorpusMode.Promote);
        Assert.Equal(CorpusStatus.Promoted, Explorer.Replay(Deadlocks, schedule, options).Corpus.Single().Status);
        Explorer.Replay(Deadlocks, schedule, options);
        Assert.Single(Directory.GetFiles(folder));

        Assert.Empty(Explorer.Replay(Mended, schedule, options with { CorpusFolder = folder + "2" }).Corpus);
    }

    [Fact]
    public void A_schedule_that_passes_stays_and_the_exploration_goes_on()
    {
        var file = Promote().File;
        Run(Mended, CorpusMode.Refresh);

        var result = Run(Mended);
        Assert.Equal(new CorpusEntry(file, CorpusStatus.Passes), result.Corpus.Single());
        Assert.Null(result.Failure);
        Assert.Equal(30, result.SchedulesRun);
    }

    [Fact]
    public void One_that_the_code_no_longer_offers_is_told_and_kept_until_refreshed()
    {
        Promote();
        var before = Text();
        var result = Run(Rewritten);
        Assert.Null(result.Failure);
        Assert.Equal(CorpusStatus.NoLongerApplies, result.Corpus.Single().Status);
        Assert.Matches("CTR0502: .* no longer applies: .* 100 schedules near it passed.", result.Corpus.Single().Notice);
        Assert.Equal(before, Text());

        Assert.Contains("CTR0504: ", Run(Rewritten, CorpusMode.Refresh).Corpus.Single().Notice, StringComparison.Ordinal);
        Assert.NotEqual(before, Text());
        Assert.Equal(CorpusStatus.Passes, Run(Rewritten).Corpus.Single().Status);
    }

    [Fact]
    public void The_search_keeps_to_the_time_budget()
    {
        Promote();
        var result = Explorer.Run(Rewritten, Options() with { TimeBudget = TimeSpan.FromTicks(1) });
        Assert.Contains(" 2 schedules near it passed.", result.Corpus.Single().Notice, StringComparison.Ordinal);
        Assert.Equal(1, result.SchedulesRun);
    }

    [Fact]
    public void A_failure_that_moved_is_found_near_the_old_schedule()
    {
        Promote();
        var result = Run(DeadlocksLater);
        Assert.Equal(FailureKind.Deadlock, result.Failure!.Kind);
        Assert.Equal(CorpusStatus.FoundAgain, result.Corpus.Single().Status);
        Assert.Contains("CTR0503: ", result.Corpus.Single().Notice, StringComparison.Ordinal);
        Assert.Contains("Found near a schedule of the corpus", result.Failure.Report, StringComparison.Ordinal);

        Assert.True(Run(DeadlocksLater, CorpusMode.Refresh).Corpus.Single().Refreshed);
        Assert.Equal(CorpusStatus.Fails, Run(DeadlocksLater).Corpus.Single().Status);
    }

    [Theory]
    [InlineData("", "CTR0010")]
    [InlineData("<html>", "CTR0011")]
    [InlineData("concurrencytrace-schedule 1\ntest: Other.Test\nstrategy: Random\nseed: 0x1\nschedule: 1\ndecisions: 0\n", "CTR0015")]
    public void A_file_that_cannot_be_used_is_told_and_changes_nothing(string text, string code)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "x.schedule"), text);
        Assert.All([Run(Mended), Run(Deadlocks)], result =>
        {
            Assert.Equal(CorpusStatus.Unusable, result.Corpus.Single().Status);
            Assert.Contains($"CTR0501: a schedule of the corpus was not replayed: {code}: ", result.Corpus.Single().Notice, StringComparison.Ordinal);
        });
        Assert.Null(Run(Mended).Failure);
        Assert.Equal(Explorer.Run(Deadlocks, Options() with { CorpusFolder = null }).Failure!.Report, Run(Deadlocks).Failure!.Report);
    }

    [Fact]
    public void Damage_of_every_kind_is_a_warning()
    {
        var file = Promote().File;
        var whole = File.ReadAllBytes(file);
        byte[][] damaged = [[0, 1, 2, 0xFF], whole[..^1], whole[..(whole.Length / 2)], [.. whole, .. whole]];
        Assert.All(damaged, bytes =>
        {
            File.WriteAllBytes(file, bytes);
            var result = Run(Mended);
            Assert.Null(result.Failure);
            Assert.StartsWith("CTR0501: ", Assert.Single(result.Corpus).Notice, StringComparison.Ordinal);
        });

        File.Delete(file);
        File.CreateSymbolicLink(file, "nowhere");
        Assert.Contains("CTR0016: ", Assert.Single(Run(Mended).Corpus).Notice, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_cannot_be_read_is_a_warning()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "this user reads every folder");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.None);
        try
        {
            var result = Run(Mended);
            Assert.Null(result.Failure);
            Assert.StartsWith($"CTR0507: the schedules in {folder} were not replayed: ", Assert.Single(result.Corpus).Notice, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Promoting_where_there_is_no_folder_is_told()
    {
        var options = Options(CorpusMode.Promote) with { CorpusFolder = null };
        var result = Explorer.Run(Deadlocks, options);
        Assert.Equal(FailureKind.Deadlock, result.Failure!.Kind);
        Assert.StartsWith("CTR0508: the failing schedule was not added to the corpus", Assert.Single(result.Corpus).Notice, StringComparison.Ordinal);
        Assert.Empty(Explorer.Run(Mended, options).Corpus);
    }

    [Fact]
    public void Off_is_off()
    {
        Promote();
        Assert.Empty(Run(Deadlocks, CorpusMode.Off).Corpus);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_and_the_failure_stands()
    {
        File.WriteAllText(folder, "");
        var result = Run(Deadlocks, CorpusMode.Promote);
        Assert.NotNull(result.Failure);
        Assert.Contains("CTR0506: could not write ", result.Corpus.Single().Notice, StringComparison.Ordinal);
    }

    private static Task Deadlocks() => Transfers(inOrder: false, detours: 0);

    private static Task DeadlocksLater() => Transfers(inOrder: false, detours: 2);

    private static Task Mended() => Transfers(inOrder: true, detours: 0);

    private static async Task Rewritten()
    {
        using var gate = new SemaphoreSlim(1);
        await gate.WaitAsync();
        gate.Release();
        await Task.Run(() => gate.Wait());
    }

    private static async Task Transfers(bool inOrder, int detours)
    {
        Lock a = new(), b = new(), log = new();
        await Task.WhenAll(Task.Run(() => Transfer(a, b)), Task.Run(() => Transfer(inOrder ? a : b, inOrder ? b : a)));

        void Transfer(Lock from, Lock to)
        {
            for (var i = 0; i < detours; i++)
            {
                lock (log)
                {
                }
            }

            lock (from)
            {
                lock (to)
                {
                }
            }
        }
    }

    private CorpusEntry Promote()
    {
        var entry = Run(Deadlocks, CorpusMode.Promote).Corpus.Single();
        Assert.Equal(CorpusStatus.Promoted, entry.Status);
        return entry;
    }

    private ExplorationResult Run(Func<Task> body, CorpusMode mode = CorpusMode.Replay) => Explorer.Run(body, Options(mode));

    private ExplorerOptions Options(CorpusMode mode = CorpusMode.Replay) =>
        new() { Schedules = 30, TestIdentity = "Bank.Transfers", CorpusFolder = folder, CorpusMode = mode };

    private string Text() => File.ReadAllText(Assert.Single(Directory.GetFiles(folder)));
}
