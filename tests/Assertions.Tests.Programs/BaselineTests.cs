using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Baselines;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

public sealed class BaselineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("baseline-").FullName;
    private readonly BaselineFiles files;

    public BaselineTests() => files = BaselineFiles.Beside("Shop.OrderTests.Ships(count: 2)", folder, "", "");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_is_as_approved_and_another_is_told_figure_by_figure()
    {
        Assert.Null(Judge(Run(2), BaselineMode.Accept));
        Assert.Null(Judge(Run(2)));
        var finding = Judge(Run(3))!;
        Assert.False(finding.IsInconclusive);
        Assert.Contains("more operations of Task.Run in BaselineTests.Work (lambda): approved 2, found 3", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("more peak live operations: approved 3, found 4", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("less operations of Task.Run in BaselineTests.Work (lambda): approved 2, found 1", Judge(Run(1))!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_new_and_what_is_gone_is_told()
    {
        Judge(Run(2), BaselineMode.Accept);
        var finding = Judge(Explored(() => Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)))!.ToString();
        Assert.Contains("gone operations of Task.Run in ", finding, StringComparison.Ordinal);
        Assert.Contains("new  operations of TaskFactory.StartNew in ", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void The_received_file_is_the_approved_one_with_the_run_in_it()
    {
        Judge(Run(2), BaselineMode.Accept);
        Judge(Run(3));
        Assert.Equal(
            File.ReadAllText(files.Verified)
                .Replace("operations: 3\n", "operations: 3..4\n", StringComparison.Ordinal)
                .Replace("operations: 2  Task", "operations: 2..3  Task", StringComparison.Ordinal)
                .Replace("blocked ms: 2  Delay", "blocked ms: 2..3  Delay", StringComparison.Ordinal),
            File.ReadAllText(files.Received));
        Assert.Null(Judge(Run(3), BaselineMode.Accept));
        Assert.False(File.Exists(files.Received));
    }

    [Fact]
    public void All_schedules_of_an_exploration_are_approved_together()
    {
        List<Trace> schedules = [Numbered(Run(1), 1), Numbered(Run(3), 2), Numbered(Run(2), 3)];
        Assert.All(schedules, trace => Assert.Null(Judge(trace, BaselineMode.Accept)));
        Assert.All(schedules, trace => Assert.Null(Judge(trace)));
        Assert.NotNull(Judge(Run(4)));

        Assert.All(schedules.SelectMany(trace => new[] { trace, trace }), trace => Assert.Null(Judge(trace, BaselineMode.Accept))); // asserted twice in each
        Assert.All(schedules, trace => Assert.Null(Judge(trace)));

        Judge(schedules[0], BaselineMode.Accept); // the next exploration begins anew
        Assert.NotNull(Judge(schedules[1]));
    }

    [Fact]
    public void Blocked_time_and_lock_order_are_figures()
    {
        Judge(Explored(Ordered), BaselineMode.Accept);
        var text = File.ReadAllText(files.Verified);
        Assert.Contains("blocked ms: 5  Delay\n", text, StringComparison.Ordinal);
        Assert.Contains("lock order: 1  Lock#1 of BaselineTests.Ordered then object#1 of BaselineTests.Ordered in BaselineTests.Ordered\n", text, StringComparison.Ordinal);

        static async Task Ordered()
        {
            var (a, b) = (new Lock(), new object());
            await Task.Delay(5);
            lock (a)
            {
                lock (b)
                {
                }
            }
        }
    }

    [Fact]
    public void Locks_of_one_type_are_figures_of_their_own_whatever_the_schedule()
    {
        var edges = new HashSet<string>();
        var blocked = new HashSet<string>();
        var firstUsed = new HashSet<string>();
        Explorer.Run(
            () =>
            {
                TraceContext.Current.AfterRun(trace =>
                {
                    var figures = BaselineSummary.Of(trace).Keys.ToList();
                    edges.Add(string.Join('\n', figures.Where(f => f.Group == BaselineGroups.LockOrder).Order()));
                    blocked.UnionWith(figures.Where(f => f.Group == BaselineGroups.Blocked && f.Of.Contains(" on ", StringComparison.Ordinal)).Select(f => f.Of));
                    firstUsed.Add(string.Join(' ', trace.Resources.Select(r => StableNames.Of(trace).GetValueOrDefault(r.Id, ""))));
                });
                object a = new(), b = new(), c = new();
                return Task.WhenAll(Task.Run(() => Take(b, c)), Task.Run(() => Take(a, b)), Task.Run(() => Take(a, c)));
            },
            new ExplorerOptions { Schedules = 300 });

        // The first task takes b, then c; the second a before b.
        Assert.Equal(
            ["lock order of object#1 of BaselineTests.Take then object#2 of BaselineTests.Take in BaselineTests.Take",
             "lock order of object#3 of BaselineTests.Take then object#1 of BaselineTests.Take in BaselineTests.Take",
             "lock order of object#3 of BaselineTests.Take then object#2 of BaselineTests.Take in BaselineTests.Take"],
            Assert.Single(edges).Split('\n'));
        Assert.Equal(["Lock on object#1 of BaselineTests.Take", "Lock on object#2 of BaselineTests.Take", "Lock on object#3 of BaselineTests.Take"], blocked.Order());
        Assert.True(firstUsed.Count > 1, "all schedules use them in one order");

        static void Take(object first, object second)
        {
            lock (first)
            {
                lock (second)
                {
                    Thread.Sleep(1);
                }
            }
        }
    }

    [Fact]
    public void Many_alike_are_counted_together_from_the_eleventh_on()
    {
        var names = StableNames.Of(Explored(() =>
        {
            foreach (var gate in Enumerable.Range(0, 50).Select(_ => new object()))
            {
                lock (gate)
                {
                }
            }

            return Task.CompletedTask;
        })).Values.Distinct();
        Assert.Equal(11, names.Count());
        Assert.Contains(names, name => name.StartsWith("other object of ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_test_may_have_several_by_name()
    {
        var first = BaselineFiles.Beside("Shop.OrderTests.Ships", folder, "", "", "packing");
        var second = BaselineFiles.Beside("Shop.OrderTests.Ships", folder, "", "", "sending: all");
        Assert.Null(BaselineRules.Judge(Named(Run(1), "T"), first, new(), BaselineMode.Accept, onCi: false));
        Assert.Null(BaselineRules.Judge(Named(Run(2), "T"), second, new(), BaselineMode.Accept, onCi: false));
        Assert.Null(BaselineRules.Judge(Named(Run(1), "T"), first, new(), BaselineMode.Compare, onCi: false));
        Assert.NotNull(BaselineRules.Judge(Named(Run(1), "T"), second, new(), BaselineMode.Compare, onCi: false));
        Assert.Equal("OrderTests.Ships.packing.verified.txt", Path.GetFileName(first.Verified));
        Assert.Matches("^OrderTests.Ships.sending_all.[0-9a-f]{8}.verified.txt$", Path.GetFileName(second.Verified));
    }

    [Fact]
    public void A_tolerance_is_kept_to_and_not_passed()
    {
        Judge(Run(2), BaselineMode.Accept);
        var options = new BaselineOptions { OperationsTolerance = 1, LiveOperationsTolerance = 1 };
        Assert.Null(Judge(Run(3), options: options with { BlockedTimeTolerance = TimeSpan.FromMilliseconds(1) }));
        Assert.NotNull(Judge(Run(4), options: options with { BlockedTimeTolerance = TimeSpan.FromMilliseconds(9) }));
        Assert.NotNull(Judge(Run(3), options: options with { LiveOperationsTolerance = 0, BlockedTimeTolerance = TimeSpan.FromMilliseconds(1) }));

        Judge(Delayed(100), BaselineMode.Accept);
        Assert.Null(Judge(Delayed(110), options: new() { BlockedTimeToleranceShare = 0.1 }));
        Assert.Null(Judge(Delayed(90), options: new() { BlockedTimeTolerance = TimeSpan.FromMilliseconds(10) }));
        Assert.NotNull(Judge(Delayed(111), options: new() { BlockedTimeToleranceShare = 0.1, BlockedTimeTolerance = TimeSpan.FromMilliseconds(10) }));
    }

    [Fact]
    public void Without_a_baseline_nothing_passes_and_the_way_to_one_is_told()
    {
        var finding = Judge(Run(2))!;
        Assert.True(finding.IsInconclusive);
        Assert.Contains("CTR0401: __baselines__/OrderTests.Ships.count_2.", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("--trace-baselines accept", finding.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(files.Received));
    }

    [Fact]
    public void Nothing_is_approved_on_a_build_server()
    {
        var finding = BaselineRules.Judge(Run(2), files, new(), BaselineMode.Accept, onCi: true)!;
        Assert.StartsWith("this is inconclusive: CTR0405: ", finding.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(files.Verified));
    }

    [Fact]
    public void Lost_events_are_not_approved()
    {
        Assert.True(Judge(Pair.Lossy(Run(2)), BaselineMode.Accept)!.IsInconclusive);
        Assert.False(File.Exists(files.Verified));
    }

    [Fact]
    public void Another_test_s_and_another_mode_s_baseline_is_not_compared_with()
    {
        Judge(Named(Run(2), "Other.OrderTests.Ships(count: 2)"), BaselineMode.Accept);
        Assert.Contains("CTR0402: ", Judge(Run(2))!.ToString(), StringComparison.Ordinal);
        Judge(Run(2), BaselineMode.Accept);
        Assert.Contains("CTR0402: ", Judge(Observed(Run(2)))!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("something else")]
    [InlineData("concurrencytrace-baseline 2\ntest: x\nmode: Explore\n")]
    [InlineData("concurrencytrace-baseline 1\ntest: x\n")]
    [InlineData("concurrencytrace-baseline 1\ntest: x\nmode: Explore\ncontentions: many\n")]
    [InlineData("concurrencytrace-baseline 1\ntest: x\nmode: Explore\ncontentions: 3..1\n")]
    [InlineData("concurrencytrace-baseline 1\ntest: x\nmode: Explore\n<<<<<<< ours\n")]
    public void A_damaged_file_is_told_with_its_line(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(files.Verified)!);
        File.WriteAllText(files.Verified, text);
        Assert.Matches("this is inconclusive: CTR0403: __baselines__/.*: line [0-9]+: cannot read", Judge(Run(2))!.ToString());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told()
    {
        File.WriteAllText(Path.Combine(folder, BaselineFiles.FolderName), "");
        Assert.Contains("CTR0406: could not write __baselines__/", Judge(Run(2), BaselineMode.Accept)!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_are_elsewhere_are_told() =>
        Assert.Contains("CTR0404: ", BaselineRules.Match(new(), "/no/such/folder/Tests.cs", "Test").Judge(Run(1))!.ToString(), StringComparison.Ordinal);

    private Finding? Judge(Trace trace, BaselineMode mode = BaselineMode.Compare, BaselineOptions? options = null) =>
        BaselineRules.Judge(trace.Header.Test.Length == 0 ? Named(trace, "Shop.OrderTests.Ships(count: 2)") : trace, files, options ?? new(), mode, onCi: false);

    private static Trace Run(int tasks) => Explored(() => Work(tasks));

    private static Task Work(int tasks) => Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => Task.Run(async () => await Task.Delay(1))));

    private static Trace Delayed(int milliseconds) => Explored(() => Task.Delay(milliseconds));

    private static Trace Explored(Func<Task> body) => Explorer.Run(body, new ExplorerOptions { Schedules = 1 }).Trace;

    private static Trace Named(Trace trace, string test) => trace.With(trace.Header with { Test = test });

    private static Trace Numbered(Trace trace, int schedule) => trace.With(trace.Header with { Schedule = schedule });

    private static Trace Observed(Trace trace) => trace.With(trace.Header with { Mode = TraceMode.Observe });
}
