using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests;

public class FindingBugs
{
    [Fact]
    public void Opposite_lock_orders_deadlock()
    {
        var result = Explorer.Run(OppositeLocks);

        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
        Assert.Contains("cycle", result.Failure!.Report, StringComparison.Ordinal);
        Assert.All(result.Failure.Trace.Deadlock!.Waits.Where(w => w.InCycle), w => Assert.Equal(FindingBugsLine("lock (inner)"), SiteTable.Resolve(w.Site).Line));
    }

    [Fact]
    public void A_report_says_of_each_how_it_waits()
    {
        var failure = Explore.Fails(FailureKind.Deadlock, () =>
        {
            var never = new TaskCompletionSource();
            var empty = System.Threading.Channels.Channel.CreateUnbounded<int>();
            return Task.WhenAll(
                Task.Run(() => never.Task.Wait()),
                Task.Run(async () => await empty.Reader.ReadAsync()),
                Task.Run(() =>
                {
                    lock (never)
                    {
                        Monitor.Wait(never);
                    }
                }));
        });

        Assert.Matches(@"op 1 body awaits a task at FindingBugs\.cs:\d+", failure.Report);
        Assert.Matches(@"op \d Task\.Run blocks its thread for a task at FindingBugs", failure.Report);
        Assert.Matches(@"op \d Task\.Run waits to read from Channel<Int32>#1 at FindingBugs", failure.Report);
        Assert.Matches(@"op \d Task\.Run waits for a pulse of TaskCompletionSource#1 at FindingBugs", failure.Report);
    }

    [Fact]
    public void A_report_shows_what_was_done_to_files()
    {
        var file = Path.GetTempFileName();
        try
        {
            var failure = Explore.Fails(FailureKind.Assertion, async () =>
            {
                File.WriteAllText(file, "");
                await Task.WhenAll(Task.Run(Append), Task.Run(Append));
                Assert.Equal(2, new FileInfo(file).Length);
            });

            Assert.Equal(2, failure.Report.Split("calls File.ReadAllText ").Length - 1);
            Assert.Equal(3, failure.Report.Split("calls File.WriteAllText ").Length - 1);
            Assert.Contains("calls FileInfo.Length", failure.Report, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        void Append() => File.WriteAllText(file, File.ReadAllText(file) + "x");
    }

    [Fact]
    public void A_report_says_whether_a_volatile_field_is_read_or_written()
    {
        var failure = Explore.Fails(FailureKind.Assertion, () =>
        {
            var door = new Door();
            door.IsOpen = false;
            Explore.Together(() => door.IsOpen = true, () => Assert.False(door.IsOpen));
        });

        Assert.Contains("writes FindingBugs.Door.IsOpen", failure.Report, StringComparison.Ordinal);
        Assert.Contains("reads FindingBugs.Door.IsOpen", failure.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("calls FindingBugs.Door.IsOpen", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_says_who_takes_a_lock_to_read_and_who_to_write()
    {
        var failure = Explore.Fails(FailureKind.Assertion, () =>
        {
            var gate = new ReaderWriterLockSlim();
            var stock = 2;
            Explore.Together(Sell, Sell);
            Assert.Equal(0, stock);

            void Sell()
            {
                gate.EnterReadLock();
                var left = stock;
                gate.ExitReadLock();
                gate.EnterUpgradeableReadLock();
                gate.EnterWriteLock();
                stock = left - 1;
                gate.ExitWriteLock();
                gate.ExitUpgradeableReadLock();
            }
        });

        Assert.Contains("takes ReaderWriterLockSlim#1 as a reader ", failure.Report, StringComparison.Ordinal);
        Assert.Contains("takes ReaderWriterLockSlim#1 as the upgradeable reader ", failure.Report, StringComparison.Ordinal);
        Assert.Contains("releases ReaderWriterLockSlim#1 as the writer ", failure.Report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public void A_report_whose_columns_get_too_wide_has_only_the_numbers_in_them(int operations, bool narrow)
    {
        var failure = Explore.Fails(FailureKind.Deadlock, () =>
        {
            var signalledByNobody = new ManualResetEventSlim();
            Explore.Together([.. Enumerable.Repeat<Action>(signalledByNobody.Wait, operations - 1)]);
        });

        var lines = failure.Report.Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 180));
        Assert.Equal(!narrow, Array.Exists(lines, line => line.Contains("op 1  body", StringComparison.Ordinal) && line.Contains("op 2  ", StringComparison.Ordinal)));
        Assert.Equal(narrow, Array.Exists(lines, line => line.StartsWith($"{new string(' ', 2 + (8 * 2))}op 3{new string(' ', 4 + 8)}waits for ManualResetEventSlim#1 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_report_shows_no_frames_that_weaving_put_in()
    {
        IDisposable refuses = new Refuses();
        var failure = Explore.Fails(FailureKind.Exception, refuses.Dispose);

        Assert.Contains("<ConcurrencyTrace>", failure.Exception!.StackTrace, StringComparison.Ordinal);
        Assert.DoesNotContain("<ConcurrencyTrace>", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_shows_a_loop_that_asks_again_and_again_in_one_line()
    {
        var failure = Explore.Fails(FailureKind.Exception, () =>
        {
            var left = 40;
            while (Interlocked.Decrement(ref left) > 0)
            {
            }

            throw new InvalidOperationException("none is left");
        });

        Assert.Single(failure.Report.Split('\n'), line => line.Contains("calls Interlocked.Decrement", StringComparison.Ordinal) && line.EndsWith(" × 40", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_shows_how_operations_came_between_each_other_though_one_works_long_after()
    {
        var failure = Explore.Fails(FailureKind.Exception, async () =>
        {
            var (count, work) = (0, 0);
            await Task.WhenAll(Task.Run(() => count++), Task.Run(() => count++));
            for (var i = 0; i < 40; i++)
            {
                Interlocked.Increment(ref work);
                Interlocked.Decrement(ref work);
            }

            if (count != 2)
            {
                throw new InvalidOperationException("lost");
            }
        });

        var lines = failure.Report.Split('\n');
        Assert.Equal(2, lines.Count(line => line.Contains("writes FindingBugs.count (captured)", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.Contains(" more steps", StringComparison.Ordinal));
        Assert.DoesNotContain("earlier events", failure.Report);
    }

    [Fact]
    public void A_report_says_of_the_programs_code_where_an_operation_ends()
    {
        var failure = Explore.Fails(FailureKind.Exception, async () =>
        {
            var count = 0;
            var block = new System.Threading.Tasks.Dataflow.ActionBlock<int>(_ => { });
            try
            {
                throw new InvalidOperationException($"wrong {Interlocked.Increment(ref count)}");
            }
            finally
            {
                block.Complete();
                await block.Completion;
            }
        });

        Assert.Single(failure.Report.Split('\n'), line => line.Contains("ends (Faulted)", StringComparison.Ordinal) && line.Contains("FindingBugs.cs:", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_controlled_call_throws_is_thrown_where_the_program_calls()
    {
        var failure = Explore.Fails(FailureKind.Exception, () => Task.Run(static () =>
        {
            var closed = new SemaphoreSlim(1);
            closed.Dispose();
            return closed.WaitAsync();
        }));

        Assert.Contains(failure.Trace.Events, static e => e.Kind == EventKind.OperationEnded && e.Text?.Contains(", thrown at FindingBugs.cs:", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_report_names_what_waits_for_each_of_several_tasks()
    {
        var failure = Explore.Fails(FailureKind.Assertion, async () =>
        {
            var order = new List<Task>();
            Task[] tasks = [Task.Run(() => { }), Task.Run(() => { })];
            await foreach (var task in Task.WhenEach(tasks))
            {
                order.Add(task);
            }

            Assert.Equal(tasks, order);
        });

        Assert.DoesNotContain("  ?", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_lock_order_passes()
    {
        var result = Explorer.Run(async () =>
        {
            object a = new(), b = new();
            await Task.WhenAll(Task.Run(() => Nested(a, b)), Task.Run(() => Nested(a, b)));
        });

        Assert.Null(result.Failure);
        Assert.Equal(1000, result.SchedulesRun);
    }

    [Theory]
    [InlineData(StrategyNames.Random)]
    [InlineData(StrategyNames.Pct)]
    [InlineData(StrategyNames.Pos)]
    public void One_that_yields_may_go_on_before_others(string strategy)
    {
        var result = Explorer.Run(
            async () =>
            {
                int written = 0, first = 0, second = 0;
                await Task.WhenAll(Task.Run(Write), Task.Run(Read));
                Assert.False(first == 0 && second == 2, "both writes came between the two reads");

                async Task Write()
                {
                    Volatile.Write(ref written, 1);
                    await Task.Yield();
                    Volatile.Write(ref written, 2);
                }

                void Read()
                {
                    first = Volatile.Read(ref written);
                    second = Volatile.Read(ref written);
                }
            },
            new ExplorerOptions { Strategy = strategy });

        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
    }

    [Fact]
    public void Who_fails_ends_so_in_the_report_even_where_it_only_began()
    {
        var thread = Explore.Fails(FailureKind.Exception, () => new Thread(() => throw new InvalidOperationException("at once")).Start()).Report;
        Assert.Matches(@"(?m)^ {4,}ends \(Faulted\)", thread);

        var body = Explore.Fails(FailureKind.Exception, async () =>
        {
            await Task.Run(() => { });
            throw new InvalidOperationException("later");
        }).Report;
        Assert.Matches(@"(?m)^  ends \(Faulted\)", body);
    }

    [Fact]
    public void A_lost_update_between_two_awaits_is_found()
    {
        var result = Explorer.Run(async () =>
        {
            var count = 0;
            await Task.WhenAll(Increment(), Increment());
            Assert.Equal(2, count);

            async Task Increment()
            {
                await Task.Yield();
                var read = count;
                await Task.Yield();
                count = read + 1;
            }
        });

        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
    }

    [Theory]
    [InlineData(StrategyNames.Portfolio)]
    [InlineData(StrategyNames.Surw)]
    public void A_short_race_behind_long_work_is_found(string strategy)
    {
        var result = Explorer.Run(
            async () =>
            {
                var count = 0;
                await Task.WhenAll(Task.Run(() => Work(100)), Task.Run(() => Work(900)));
                Assert.Equal(2, count);

                void Work(int steps)
                {
                    var done = 0;
                    while (done < steps)
                    {
                        Interlocked.Increment(ref done);
                    }

                    count++;
                }
            },
            new ExplorerOptions { Strategy = strategy });

        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
    }

    private static int FindingBugsLine(string text, [CallerFilePath] string file = "") =>
        1 + Array.FindIndex(File.ReadAllLines(file), l => l.Contains(text, StringComparison.Ordinal) && !l.Contains('"'));

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

    private sealed class Refuses : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("in use");
    }

    private sealed class Door
    {
        public volatile bool IsOpen;
    }
}
