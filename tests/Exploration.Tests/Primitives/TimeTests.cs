using System.Diagnostics;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class TimeTests
{
    [Theory]
    [InlineData("delay", false)]
    [InlineData("tick", true)]
    public void Who_cancels_a_wait_for_time_runs_what_awaits_it_as_the_runtime_does(string what, bool within) => Passes(async () =>
    {
        using var source = new CancellationTokenSource();
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        var isCancelling = new ThreadLocal<bool>();
        var seen = false;
        var waiting = WaitAsync();
        isCancelling.Value = true;
        source.Cancel();
        isCancelling.Value = false;
        await waiting;
        Assert.Equal(within, seen);

        async Task WaitAsync()
        {
            try
            {
                await (what == "delay" ? Task.Delay(1000, source.Token) : timer.WaitForNextTickAsync(source.Token).AsTask());
            }
            catch (OperationCanceledException)
            {
                seen = isCancelling.Value;
            }
        }
    });

    [Fact]
    public void All_clocks_agree_and_stand_still_while_work_is_done() => Passes(async () =>
    {
        var watch = Stopwatch.StartNew();
        var utc = DateTime.UtcNow;
        var offset = DateTimeOffset.UtcNow;
        var ticks = Environment.TickCount64;
        var stamp = Stopwatch.GetTimestamp();
        var provided = TimeProvider.System.GetUtcNow();
        await Task.Delay(1234);
        Assert.Equal(1234, watch.ElapsedMilliseconds);
        Assert.All([DateTime.UtcNow - utc, DateTimeOffset.UtcNow - offset, Stopwatch.GetElapsedTime(stamp), TimeProvider.System.GetUtcNow() - provided], IsAsLong);
        Assert.Equal(1234, Environment.TickCount64 - ticks);

        // No two readings are the same, so that a wait may look some ticks longer than it was.
        static void IsAsLong(TimeSpan elapsed) => Assert.InRange(elapsed.Ticks, 12_340_000, 12_340_020);
    });

    [Fact]
    public void What_is_read_later_is_a_later_time() => Passes(async () =>
    {
        List<DateTime> read = [DateTime.UtcNow, DateTimeOffset.UtcNow.UtcDateTime];
        await Task.Run(() => read.Add(TimeProvider.System.GetUtcNow().UtcDateTime));
        read.Add(DateTime.UtcNow);
        await Task.Delay(1);
        read.Add(DateTime.UtcNow);
        Assert.Equal(read.Distinct().Order(), read);
        Assert.InRange(read[^1] - read[^2], TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1.001));
        Assert.NotEqual(TimeSpan.Zero, Stopwatch.StartNew().Elapsed);
    });

    [Fact]
    public void Who_reads_the_clock_once_before_a_wait_and_once_after_it_measures_it_to_the_tick() => Passes(async () =>
    {
        var watch = Stopwatch.StartNew();
        await Task.Delay(1234);
        Assert.Equal(TimeSpan.FromMilliseconds(1234), watch.Elapsed);
    });

    [Fact]
    public void Waiting_for_what_is_left_until_a_time_ends() => Passes(async () =>
    {
        var deadline = DateTime.UtcNow.AddSeconds(5);
        while (deadline - DateTime.UtcNow is { Ticks: > 0 } left)
        {
            await Task.Delay(left);
        }
    });

    [Fact]
    public void A_program_that_measures_time_has_none_pass_beside_work() => Passes(async () =>
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Task.Run(() => Task.Delay(50)), Task.Run(() => Task.Delay(50)), Task.Run(() => Thread.Sleep(50)));
        Assert.Equal(TimeSpan.FromMilliseconds(50), watch.Elapsed);
    });

    [Fact]
    public void Time_that_passes_beside_work_is_no_time_of_the_trace()
    {
        var early = 0;
        Passes(() =>
        {
            var gate = new object();
            var done = false;
            TraceContext.Current.AfterRun(trace => Assert.All(
                BlockedTime.Intervals(trace).Where(wait => wait.Reason == BlockReason.Lock), wait => Assert.Equal(TimeSpan.Zero, wait.Duration)));
            var others = new[] { Task.Run(Work), Task.Run(Work) };
            Thread.Sleep(50);
            early += Volatile.Read(ref done) ? 0 : 1;
            Task.WaitAll(others);

            void Work()
            {
                lock (gate)
                {
                    Volatile.Write(ref done, true);
                }
            }
        });
        Assert.InRange(early, 1, 299);
    }

    [Fact]
    public void A_sleep_after_an_await_takes_no_real_time() => Passes(async () =>
    {
        await Task.WhenAll(Task.Run(() => 1), Task.Run(() => 2));
        Thread.Sleep(TimeSpan.FromHours(1));
    });

    [Fact]
    public void Waiting_for_a_time_by_looking_ends() => Passes(() =>
    {
        var deadline = DateTime.UtcNow.AddSeconds(5);
        while (DateTime.UtcNow < deadline)
        {
            Thread.Yield();
        }

        return Task.CompletedTask;
    });

    [Fact]
    public void Timers_tick_in_virtual_time_until_they_are_disposed() => Passes(async () =>
    {
        var ticks = 0;
        using (var timer = new Timer(_ => Interlocked.Increment(ref ticks), null, 1000, 1000))
        {
            await Task.Delay(3500);
        }

        Assert.Equal(3, ticks);
        await Task.Delay(5000);
        Assert.Equal(3, ticks);
    });

    [Fact]
    public void What_is_due_at_one_time_happens_in_any_order()
    {
        HashSet<string> seen = [];
        Passes(async () =>
        {
            using CancellationTokenSource source = new(10);
            var delay = Task.Delay(10, source.Token);
            var limited = Task.Delay(10).WaitAsync(TimeSpan.FromMilliseconds(10));
            await Task.WhenAll(delay, limited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            seen.Add($"{delay.Status} {limited.Status}");
        });
        Assert.Equal(["Canceled Faulted", "Canceled RanToCompletion", "RanToCompletion Faulted", "RanToCompletion RanToCompletion"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_timer_that_is_due_at_once_does_not_wait_until_nothing_else_can_run()
    {
        var before = 0;
        Passes(() =>
        {
            var fired = false;
            using Timer timer = new(_ => Volatile.Write(ref fired, true), null, 0, Timeout.Infinite);
            for (var i = 0; i < 5; i++)
            {
                Thread.Yield();
            }

            before += Volatile.Read(ref fired) ? 1 : 0;
        });
        Assert.InRange(before, 1, 299);
    }

    [Fact]
    public void A_timer_callback_races_with_what_it_shares()
    {
        var result = Explorer.Run(async () =>
        {
            var stopped = false;
            using var timer = new Timer(_ => Assert.False(Volatile.Read(ref stopped)), null, 10, Timeout.Infinite);
            await Task.Delay(10);
            Volatile.Write(ref stopped, true);
            await timer.DisposeAsync();
        });
        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
    }

    [Fact]
    public void A_periodic_timer_ticks_and_ends_when_disposed() => Passes(async () =>
    {
        var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        var loop = Task.Run(async () =>
        {
            var ticks = 0;
            while (await timer.WaitForNextTickAsync())
            {
                ticks++;
            }

            return ticks;
        });
        await Task.Delay(TimeSpan.FromMinutes(2.5));
        timer.Dispose();
        Assert.Equal(2, await loop);
    });

    [Fact]
    public void A_timer_that_tells_an_event_of_its_end_does_not_tell_a_task_as_well() => Passes(async () =>
    {
        var timer = new Timer(_ => { });
        using var ended = new ManualResetEvent(false);
        Assert.True(timer.Dispose(ended));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await timer.DisposeAsync());
    });

    [Fact]
    public void A_wait_for_a_tick_that_is_cancelled_throws_as_the_original_does() => Passes(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await timer.WaitForNextTickAsync(cancellation.Token));
        Assert.Equal((typeof(OperationCanceledException), cancellation.Token), (thrown.GetType(), thrown.CancellationToken));
        Assert.True(await timer.WaitForNextTickAsync());
    });

    [Fact]
    public void A_tick_that_nobody_takes_is_kept_and_the_next_comes_in_step() => Passes(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        await Task.Delay(TimeSpan.FromMinutes(3.5));
        var before = DateTime.UtcNow;
        Assert.True(await timer.WaitForNextTickAsync());
        Assert.Equal(0, (DateTime.UtcNow - before).TotalMinutes, 1e-6);
        Assert.True(await timer.WaitForNextTickAsync());
        Assert.Equal(0.5, (DateTime.UtcNow - before).TotalMinutes, 1e-6);
        Assert.True(await timer.WaitForNextTickAsync());
        Assert.Equal(1.5, (DateTime.UtcNow - before).TotalMinutes, 1e-6);
    });

    [Fact]
    public void Ticks_that_nobody_waits_for_do_not_hide_a_deadlock() => Fails(FailureKind.Deadlock, async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        await timer.WaitForNextTickAsync();
        await new TaskCompletionSource().Task;
    });

    [Fact]
    public void A_heartbeat_that_has_no_end_does_not_hide_who_waits()
    {
        var result = Explorer.Run(
            async () =>
            {
                using var heartbeat = new Timer(_ => { }, null, 10, 10);
                await new TaskCompletionSource().Task;
            },
            new ExplorerOptions { Schedules = 1, MaxSteps = 1000 });

        Assert.Equal(FailureKind.StepBound, result.Failure?.Kind);
        Assert.Contains("meanwhile:\n    op 1 body awaits a task at TimeTests.cs", result.Failure!.Report.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_heartbeat_does_not_hide_a_deadlock()
    {
        var result = Explorer.Run(async () =>
        {
            using var heartbeat = new Timer(_ => { }, null, 10, 10);
            object a = new(), b = new();
            await Task.WhenAll(Task.Run(() => Nested(a, b)), Task.Run(() => Nested(b, a)));

            static void Nested(object outer, object inner)
            {
                lock (outer)
                {
                    lock (inner)
                    {
                    }
                }
            }
        });
        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
    }

    [Fact]
    public void Work_items_are_operations_and_their_exceptions_fail()
    {
        Passes(async () =>
        {
            var done = new TaskCompletionSource<int>();
            ThreadPool.QueueUserWorkItem(_ => done.SetResult(5));
            Assert.Equal(5, await done.Task);
        });
        var result = Explorer.Run(async () =>
        {
            ThreadPool.QueueUserWorkItem<int>(i => throw new InvalidOperationException($"{i}"), 3, preferLocal: false);
            await Task.Yield();
        });
        Assert.Equal(FailureKind.Exception, result.Failure?.Kind);
    }

    [Fact]
    public void Random_numbers_are_part_of_the_schedule()
    {
        Func<Task> body = () =>
        {
            Assert.NotEqual(0, new Random().Next(8));
            Assert.NotEqual(Guid.NewGuid(), Guid.NewGuid());
            return Task.CompletedTask;
        };
        var failure = Explorer.Run(body).Failure!;
        Assert.Equal(FailureKind.Assertion, failure.Kind);
        Assert.Equal(failure.Summary, Explorer.Replay(body, Schedule.Parse(failure.Schedule.ToString())).Failure!.Summary);
    }

    [Fact]
    public void Identifiers_that_a_schedule_draws_sort_and_hash_alike_and_are_never_drawn_again()
    {
        List<Guid> drawn = [];
        Func<Task> body = () =>
        {
            drawn.AddRange(Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()));
            return Task.CompletedTask;
        };
        var options = new ExplorerOptions { Schedules = 1, Seed = 7 };
        Explorer.Run(body, options);
        Explorer.Run(body, options);
        Assert.Equal(200, drawn.Distinct().Count());
        Assert.All(drawn, id => Assert.Equal((4, 8), (id.Version, id.Variant & 0xC)));
        List<Guid> one = drawn[..100], other = drawn[100..];
        Assert.Equal(one.Select(id => id.GetHashCode()), other.Select(id => id.GetHashCode()));
        Assert.Equal(one.Order().Select(id => one.IndexOf(id)), other.Order().Select(id => other.IndexOf(id)));
    }
}
