namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Microsoft.Coyote's engine chooses; everything else is ours.</summary>
public class CoyoteTests
{
    public static TheoryData<string> Strategies { get; } = new(StrategyNames.All.Where(n => n.StartsWith("Coyote", StringComparison.Ordinal)));

    private static ExplorerOptions Options(string strategy, int schedules = 500, ulong seed = 7) =>
        new() { Strategy = strategy, Schedules = schedules, Seed = seed, TestIdentity = nameof(CoyoteTests) };

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_deadlock_is_found_and_replays_natively_from_the_schedule_file(string strategy)
    {
        var failure = Explorer.Run(OppositeLocks, Options(strategy)).Failure;

        Assert.NotNull(failure);
        Assert.Equal(FailureKind.Deadlock, failure.Kind);
        Assert.Equal(strategy, failure.Schedule.Strategy);
        for (var i = 0; i < 10; i++)
        {
            var replayed = Explorer.Replay(OppositeLocks, Schedule.Parse(failure.Schedule.ToString()), Options(strategy));
            Assert.Equal(failure.Summary, replayed.Failure?.Summary);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void The_same_seed_gives_the_same_schedules(string strategy)
    {
        var first = Orders(strategy, seed: 7);
        var second = Orders(strategy, seed: 7);
        var other = Orders(strategy, seed: 8);

        Assert.Equal(60, first.Count);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.True(first.Distinct().Count() > 5, string.Join(' ', first));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Waiters_delays_and_late_operations_are_chosen_too(string strategy)
    {
        var result = Explorer.Run(
            async () =>
            {
                using var gate = new SemaphoreSlim(1);
                var inside = 0;
                await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
                {
                    await gate.WaitAsync();
                    Assert.Equal(1, ++inside);
                    await Task.Delay(i);
                    await Task.Run(() => inside--);
                    gate.Release();
                })));
            },
            Options(strategy, 30));

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Equal(30, result.SchedulesRun);
    }

    [Fact]
    public void Explorations_run_side_by_side()
    {
        var results = new ExplorationResult[4];
        var threads = Enumerable.Range(0, 4).Select(i => new Thread(() => results[i] = Explorer.Run(OppositeLocks, Options(StrategyNames.CoyoteRandom)))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        Assert.All(results, r => Assert.Equal(FailureKind.Deadlock, r.Failure?.Kind));
        Assert.Single(results.Select(r => r.Failure!.Schedule.Number).Distinct());
    }

    [Fact]
    public void A_schedule_longer_than_Coyotes_bound_goes_on()
    {
        var result = Explorer.Run(
            () =>
            {
                using var other = new CancellationTokenSource();
                var task = Task.Run(() =>
                {
                    for (var i = 0; i < 15_000; i++)
                    {
                        Thread.Yield();
                    }
                });
                while (!task.IsCompleted)
                {
                    Thread.Yield();
                }
            },
            Options(StrategyNames.CoyotePrioritization, 2));

        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Theory]
    [InlineData(500)] // stops at the first failure
    [InlineData(3)] // runs all
    public void No_thread_is_left_behind(int schedules)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the threads' names from /proc");
        Explorer.Run(OppositeLocks, Options(StrategyNames.CoyoteRandom, schedules));

        // A thread that was joined may still be on its way out of the kernel.
        Assert.True(SpinWait.SpinUntil(() => !Directory.EnumerateDirectories("/proc/self/task").Any(t => NameOf(t).StartsWith("Coyote", StringComparison.Ordinal)), TimeSpan.FromSeconds(10)));

        static string NameOf(string task)
        {
            try
            {
                return File.ReadAllText($"{task}/comm").Trim();
            }
            catch (IOException)
            {
                return "ended";
            }
        }
    }

    private static List<string> Orders(string strategy, ulong seed)
    {
        var orders = new List<string>();
        Explorer.Run(
            async () =>
            {
                var order = "";
                await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(async () =>
                {
                    order += i;
                    await Task.Yield();
                    order += i;
                })));
                orders.Add(order);
            },
            Options(strategy, 60, seed));
        return orders;
    }

    private static async Task OppositeLocks()
    {
        object a = new(), b = new();
        await Task.WhenAll(Task.Run(() => Nested(a, b)), Task.Run(() => Nested(b, a)));
    }

    private static void Nested(object outer, object inner)
    {
        lock (outer)
        {
            lock (inner)
            {
            }
        }
    }
}
