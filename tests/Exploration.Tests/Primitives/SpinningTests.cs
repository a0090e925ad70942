using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class SpinningTests
{
    [Fact]
    public void Spinning_on_what_somebody_holds_is_no_livelock() => Passes(() =>
    {
        object monitor = new();
        Lock @lock = new();
        int taken = 0, count = 0;
        Together(Add, Add);
        Assert.Equal(6, count);

        void Add()
        {
            while (!Monitor.TryEnter(monitor))
            {
            }

            Count();
            Monitor.Exit(monitor);
            while (!@lock.TryEnter())
            {
            }

            Count();
            @lock.Exit();
            while (Interlocked.CompareExchange(ref taken, 1, 0) != 0)
            {
            }

            Count();
            Volatile.Write(ref taken, 0);
        }

        void Count()
        {
            Thread.Yield();
            Interlocked.Increment(ref count);
        }
    });

    [Fact]
    public void Spinning_on_a_task_lets_it_run() => Passes(() =>
    {
        var task = Task.Run(() => Thread.Sleep(100));
        while (!task.IsCompleted)
        {
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Spinning_on_plain_memory_lets_others_write_it_in_the_first_schedule_too(int form) => Passes(() =>
    {
        bool first = false, second = false;
        Together(
            () =>
            {
                first = true;
                Await(ref second);
            },
            () =>
            {
                second = true;
                while (!first)
                {
                    Task.Delay(TimeSpan.FromTicks(form)).GetAwaiter().GetResult(); // less than a millisecond is no time
                }
            });

        void Await(ref bool flag)
        {
            while (!flag)
            {
                if (form == 1)
                {
                    Task.Yield().GetAwaiter().GetResult(); // lets nobody go first
                }
            }
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_spin_lock_excludes(bool tracksOwner) => Passes(() =>
    {
        var holder = new Holder(tracksOwner);
        Together(holder.Add, holder.Add, holder.Add);
        Assert.Equal(3, holder.Count);
    });

    [Fact]
    public void A_spin_lock_that_is_copied_does_not() => Fails(FailureKind.Assertion, () =>
    {
        var holder = new Holder(false);
        Together(holder.AddWithACopy, holder.AddWithACopy);
        Assert.Equal(2, holder.Count);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spin_locks_in_opposite_orders_deadlock(bool trackOwners)
    {
        var failure = Fails(FailureKind.Deadlock, () =>
        {
            Holder a = new(trackOwners), b = new(trackOwners);
            Together(() => a.Nest(b), () => b.Nest(a));
        });

        Assert.Contains("waits for SpinLock#1", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Spin_locks_in_the_same_order_pass() => Passes(() =>
    {
        Holder a = new(true), b = new(true);
        Together(() => a.Nest(b), () => a.Nest(b), () => a.Nest(b));
    });

    [Fact]
    public void A_try_that_fails_is_seen() => Fails(FailureKind.Assertion, () =>
    {
        var holder = new Holder(false);
        Together(holder.Add, () =>
        {
            var taken = false;
            holder.Lock.TryEnter(ref taken);
            Assert.True(taken);
            holder.Lock.Exit();
        });
    });

    [Fact]
    public void A_spin_lock_times_out_in_virtual_time() => Passes(() =>
    {
        var holder = new Holder(false);
        var taken = false;
        holder.Lock.Enter(ref taken);
        Together(() =>
        {
            var mine = false;
            holder.Lock.TryEnter(TimeSpan.FromHours(1), ref mine);
            Assert.False(mine);
        });
        Assert.True(holder.Lock.IsHeld);
        holder.Lock.Exit(false);
        Assert.False(holder.Lock.IsHeld);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spin_lock_calls_come_to_the_same_under_control(bool tracksOwner) => Alike(script =>
    {
        var holder = new Holder(tracksOwner);
        var taken = false;
        script.Do(() => holder.Lock.Enter(ref taken));
        script.Get(() => taken);
        script.Do(() => holder.Lock.Enter(ref taken));
        taken = false;
        script.Do(() => holder.Lock.TryEnter(ref taken));
        script.Do(() => holder.Lock.TryEnter(0, ref taken));
        script.Do(() => holder.Lock.TryEnter(-2, ref taken));
        script.Do(() => holder.Lock.TryEnter(TimeSpan.MaxValue, ref taken));
        script.Get(() => taken);
        script.Get(() => holder.Lock.IsHeld);
        script.Get(() => holder.Lock.IsHeldByCurrentThread);
        script.Do(() => holder.Lock.Exit());
        script.Do(() => holder.Lock.Exit(true));
    });

    [Fact]
    public void Spinning_until_another_has_written_passes() => Passes(() =>
    {
        var flag = 0;
        Together(
            () => Volatile.Write(ref flag, 1),
            () =>
            {
                var spinner = new SpinWait();
                while (Volatile.Read(ref flag) == 0)
                {
                    spinner.SpinOnce();
                }
            },
            () => SpinWait.SpinUntil(() => Volatile.Read(ref flag) == 1),
            () => Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref flag) == 1, 1000)));
    });

    [Fact]
    public void Spinning_for_what_nobody_writes_is_a_livelock() => Fails(FailureKind.StepBound, () => SpinWait.SpinUntil(() => false));

    [Fact]
    public void Spinning_on_plain_memory_alone_lets_a_timer_fire() => Passes(() =>
    {
        var fired = false;
        using var timer = new Timer(_ => fired = true, null, 10, Timeout.Infinite);
        while (!fired)
        {
        }
    });

    [Fact]
    public void Spinning_on_plain_memory_lets_a_method_go_on_that_suspended_in_the_same_step() => Passes(async () =>
    {
        var written = false;
        var writer = WriteLaterAsync();
        while (!written)
        {
        }

        await writer;

        async Task WriteLaterAsync()
        {
            await Task.Delay(50);
            written = true;
        }
    });

    [Fact]
    public void Spinning_on_plain_memory_that_nobody_writes_is_a_livelock() => Fails(FailureKind.StepBound, async () =>
    {
        var written = false;
        await Task.Run(() =>
        {
            while (!written)
            {
            }
        });
        written = true;
    });

    [Fact]
    public void Who_sleeps_beside_others_who_never_rest_wakes_up()
    {
        var result = Explorer.Run(
            async () =>
            {
                var isEnough = false;
                var (there, back) = (Channel.CreateUnbounded<int>(), Channel.CreateUnbounded<int>());
                var asking = Task.Run(async () =>
                {
                    while (!Volatile.Read(ref isEnough))
                    {
                        await there.Writer.WriteAsync(1);
                        await back.Reader.ReadAsync();
                    }

                    there.Writer.Complete();
                });
                var answering = Task.Run(async () =>
                {
                    await foreach (var question in there.Reader.ReadAllAsync())
                    {
                        await back.Writer.WriteAsync(question);
                    }
                });
                await Task.Delay(5);
                Volatile.Write(ref isEnough, true);
                await Task.WhenAll(asking, answering);
            },
            new ExplorerOptions { Schedules = 4 });
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void Work_that_is_done_by_atomic_exchange_makes_no_timeout_come_due() => Passes(async () =>
    {
        var late = Task.Delay(TimeSpan.FromSeconds(1));
        var left = 3_000;
        while (Volatile.Read(ref left) is > 0 and var seen)
        {
            Interlocked.CompareExchange(ref left, seen - 1, seen);
        }

        Assert.False(late.IsCompleted);
        await late;
    });

    [Fact]
    public void Who_sleeps_beside_a_timer_that_is_always_due_wakes_up()
    {
        var result = Explorer.Run(
            () =>
            {
                var (isEnough, done) = (false, new ManualResetEventSlim());
                Again();
                Thread.Sleep(1);
                Volatile.Write(ref isEnough, true);
                done.Wait();

                void Again()
                {
                    if (Volatile.Read(ref isEnough))
                    {
                        done.Set();
                        return;
                    }

                    Timer? timer = null;
                    timer = new Timer(
                        _ =>
                        {
                            timer?.Dispose();
                            Again();
                        },
                        null,
                        0,
                        Timeout.Infinite);
                }
            },
            new ExplorerOptions { Schedules = 10 });
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void A_livelock_is_shrunk_to_one_in_which_everybody_has_had_a_turn()
    {
        var result = Explorer.Run(
            async () =>
            {
                var (hasBegun, isEnough) = (false, false);
                var waiter = Task.Run(() =>
                {
                    Volatile.Write(ref hasBegun, true);
                    while (!Volatile.Read(ref isEnough))
                    {
                    }
                });
                if (!Volatile.Read(ref hasBegun))
                {
                    Volatile.Write(ref isEnough, true);
                }

                await waiter;
            },
            new ExplorerOptions { Schedules = 100, MaxSteps = 10_000 });
        Assert.Equal(FailureKind.StepBound, result.Failure?.Kind);
        Assert.Contains("op 1 body awaits a task", result.Failure!.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_looks_at_the_clock_while_waiting_lets_others_go_on_before_much_time_has_passed() => Passes(async () =>
    {
        var written = false;
        var writer = Task.Run(() => written = true);
        var watch = Stopwatch.StartNew();
        while (!written && watch.ElapsedMilliseconds < 5_000)
        {
        }

        Assert.True(written);
        await writer;
    });

    [Fact]
    public void Yielding_for_what_nobody_writes_is_a_livelock() => Fails(FailureKind.StepBound, async () =>
    {
        var written = false;
        while (!written)
        {
            await Task.Yield();
        }
    });

    [Fact]
    public void Yielding_for_what_happens_later_lets_time_pass() => Passes(async () =>
    {
        var written = false;
        var writer = Task.Run(async () =>
        {
            await Task.Delay(100);
            written = true;
        });
        while (!written)
        {
            await Task.Yield();
        }

        await writer;
    });

    [Fact]
    public void A_failure_after_yielding_for_others_is_shrunk_to_few_choices()
    {
        var failure = Fails(FailureKind.Exception, async () =>
        {
            var done = 0;
            var worker = Task.Run(() => Interlocked.Increment(ref done));
            while (done == 0)
            {
                await Task.Yield();
            }

            await worker;
            throw new InvalidOperationException();
        });
        Assert.InRange(failure.Schedule.Decisions.Count, 0, 10);
    }

    [Fact]
    public void Spinning_times_out_in_virtual_time() => Passes(() =>
    {
        Assert.False(SpinWait.SpinUntil(() => false, TimeSpan.FromDays(1)));
        var late = Task.Delay(500);
        Assert.False(SpinWait.SpinUntil(() => late.IsCompleted, 100));
        Assert.True(SpinWait.SpinUntil(() => late.IsCompleted, 1000));
    });

    [Fact]
    public void A_condition_that_is_true_only_for_a_while_can_be_missed() => Fails(FailureKind.Assertion, () =>
    {
        var stage = 0;
        Together(
            () =>
            {
                Volatile.Write(ref stage, 1);
                Volatile.Write(ref stage, 2);
            },
            () => Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref stage) == 1, 1000)));
    });

    [Fact]
    public void Spin_wait_calls_come_to_the_same_under_control() => Alike(script =>
    {
        var spinner = new SpinWait();
        script.Do(() => spinner.SpinOnce());
        script.Do(() => spinner.SpinOnce(-1));
        script.Do(() => spinner.SpinOnce(-2));
        script.Get(() => (spinner.Count, spinner.NextSpinWillYield));
        for (var i = 0; i < 10; i++)
        {
            spinner.SpinOnce(-1);
        }

        script.Get(() => (spinner.Count, spinner.NextSpinWillYield));
        script.Do(() => spinner.Reset());
        script.Get(() => spinner.Count);
        script.Do(() => SpinWait.SpinUntil(() => true));
        script.Do(() => SpinWait.SpinUntil(null!));
        script.Get(() => SpinWait.SpinUntil(() => false, 0));
        script.Get(() => SpinWait.SpinUntil(() => false, -2));
        script.Get(() => SpinWait.SpinUntil(() => true, TimeSpan.MaxValue));
        script.Get(() => SpinWait.SpinUntil(() => throw new InvalidOperationException("boom"), 1));
    });

    [Fact]
    public void Long_work_does_not_bring_the_timeouts_of_others_due() => Passes(async () =>
    {
        var squares = new long[2000];
        var written = 0;
        var work = Task.Run(() =>
        {
            for (var i = 0; i < squares.Length; i++)
            {
                squares[i] = (long)i * i;
                Interlocked.Increment(ref written);
            }
        });
        GC.KeepAlive(squares[0]); // conflicts, so that what the work does are scheduling points
        await work.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2000, written);
    });

    [Fact]
    public void Work_that_goes_from_place_to_place_does_not_bring_the_timeouts_of_others_due()
    {
        var result = Explorer.Run(Program, new ExplorerOptions { Schedules = 20 });
        Assert.True(result.Failure is null, result.Failure?.Report);

        static async Task Program()
        {
            var map = new ConcurrentDictionary<int, int>();
            Action[] places =
            [
                () => map.TryGetValue(0, out _), () => map.TryGetValue(1, out _), () => map.TryGetValue(2, out _), () => map.TryGetValue(3, out _),
                () => map.TryGetValue(4, out _), () => map.TryGetValue(5, out _), () => map.TryGetValue(6, out _), () => map.TryGetValue(7, out _),
                () => map.TryGetValue(8, out _), () => map.TryGetValue(9, out _), () => map.TryGetValue(10, out _), () => map.TryGetValue(11, out _),
                () => map.TryGetValue(12, out _), () => map.TryGetValue(13, out _), () => map.TryGetValue(14, out _), () => map.TryGetValue(15, out _),
                () => map.TryGetValue(16, out _), () => map.TryGetValue(17, out _), () => map.TryGetValue(18, out _), () => map.TryGetValue(19, out _),
            ];
            var work = Task.Run(() => Array.ForEach(places, place =>
            {
                for (var i = 0; i < 250; i++)
                {
                    place();
                }
            }));
            await work.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Theory]
    [InlineData("look up")]
    [InlineData("look up or add")]
    [InlineData("dequeue")]
    [InlineData("read")]
    public void Taking_one_thing_after_another_is_work(string what) => Passes(async () =>
    {
        var map = new ConcurrentDictionary<int, int>(Enumerable.Range(0, 10).ToDictionary(i => i));
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, 4000));
        var channel = Channel.CreateUnbounded<int>();
        for (var i = 0; i < 4000; i++)
        {
            channel.Writer.TryWrite(i);
        }

        await Task.Run(() =>
        {
            for (var i = 0; i < 4000; i++)
            {
                _ = what switch
                {
                    "look up" => map.TryGetValue(i % 10, out _),
                    "look up or add" => map.GetOrAdd(i % 10, 1) > 0,
                    "dequeue" => queue.TryDequeue(out _),
                    _ => channel.Reader.TryRead(out _),
                };
            }
        }).WaitAsync(TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void Time_that_nothing_waits_for_does_not_pass() => Passes(() =>
    {
        var map = new ConcurrentDictionary<int, int>();
        var began = DateTime.UtcNow;
        for (var i = 0; i < 4000; i++)
        {
            Assert.False(map.ContainsKey(1));
        }

        Assert.InRange(DateTime.UtcNow - began, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loop_that_polls_until_a_timer_fires_ends(bool yields) => Passes(() =>
    {
        var fired = false;
        using var timer = new Timer(_ => Volatile.Write(ref fired, true), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        while (!Volatile.Read(ref fired))
        {
            if (yields)
            {
                Thread.Yield();
            }
        }
    });

    [Fact]
    public void Two_loops_that_poll_and_give_way_end_when_a_timer_fires()
    {
        var result = Explorer.Run(Program, new ExplorerOptions { Schedules = 100 });
        Assert.True(result.Failure is null, result.Failure?.Report);

        static void Program()
        {
            var fired = false;
            using var timer = new Timer(_ => Volatile.Write(ref fired, true), null, 50, Timeout.Infinite);
            Action poll = () => SpinWait.SpinUntil(() => Volatile.Read(ref fired));
            Together(poll, poll);
        }
    }

    private sealed class Holder(bool tracksOwner)
    {
        public SpinLock Lock = new(tracksOwner);

        public int Count { get; private set; }

        public void Add()
        {
            var taken = false;
            try
            {
                Lock.Enter(ref taken);
                Count++;
            }
            finally
            {
                if (taken)
                {
                    Lock.Exit();
                }
            }
        }

        public void AddWithACopy()
        {
            var copy = Lock;
            var taken = false;
            copy.Enter(ref taken);
            Count++;
            copy.Exit();
        }

        public void Nest(Holder inner)
        {
            var taken = false;
            Lock.Enter(ref taken);
            inner.Add();
            Lock.Exit();
        }
    }
}
