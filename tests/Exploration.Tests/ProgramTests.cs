using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Small programs over the first primitives, each with what the exploration must say of it.</summary>
public class ProgramTests
{
    [Fact]
    public void Delays_take_no_real_time() => Passes(async () =>
    {
        await Task.Delay(TimeSpan.FromDays(1));
        await Task.WhenAll(Task.Delay(1000), Task.Delay(2000));
    });

    [Fact]
    public void A_timeout_is_seen_when_the_holder_is_slow() => Fails(FailureKind.Assertion, async () =>
    {
        var gate = new SemaphoreSlim(1);
        var slow = Task.Run(async () =>
        {
            await gate.WaitAsync();
            await Task.Delay(500);
            gate.Release();
        });
        var entered = await gate.WaitAsync(100);
        if (entered)
        {
            gate.Release();
        }

        await slow;
        Assert.True(entered);
    });

    [Fact]
    public void Semaphore_mutual_exclusion_holds() => Passes(async () =>
    {
        var gate = new SemaphoreSlim(2, 2);
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            await Task.Yield();
            await gate.WaitAsync();
            Assert.InRange(Interlocked.Increment(ref inside), 1, 2);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            gate.Release();
        }));
    });

    [Fact]
    public void Synchronous_and_asynchronous_waiters_share_a_semaphore() => Passes(async () =>
    {
        var gate = new SemaphoreSlim(1, 1);
        var total = 0;
        await Task.WhenAll(
            Task.Run(() => { gate.Wait(); total++; gate.Release(); }),
            Task.Run(async () => { await gate.WaitAsync(); total++; gate.Release(); }),
            Task.Run(() => { Assert.True(gate.Wait(1000)); total++; gate.Release(); }),
            Task.Run(async () => { Assert.True(await gate.WaitAsync(1000)); total++; gate.Release(); }));
        Assert.Equal(4, total);
    });

    [Fact]
    public void Threads_run_join_and_hand_over_results() => Passes(() =>
    {
        var sum = 0;
        var threads = Enumerable.Range(1, 3).Select(i => new Thread(() => Interlocked.Add(ref sum, i)) { Name = $"adder {i}" }).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(6, sum);
        return Task.CompletedTask;
    });

    [Fact]
    public void An_exception_in_a_thread_fails() => Fails(FailureKind.Exception, () =>
    {
        var thread = new Thread(() => throw new InvalidOperationException("boom"));
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    });

    [Fact]
    public void An_exception_in_async_void_fails() => Fails(FailureKind.Exception, async () =>
    {
        FireAndForget();
        await Task.Yield();

        static async void FireAndForget()
        {
            await Task.Yield();
            throw new InvalidOperationException("boom");
        }
    });

    [Fact]
    public void An_unobserved_exception_fails() => Fails(FailureKind.Exception, async () =>
    {
        _ = Task.Run(() => throw new InvalidOperationException("boom"));
        await Task.Yield();
    });

    [Fact]
    public void An_observed_exception_passes() => Passes(async () =>
    {
        var task = Task.Run(() => throw new InvalidOperationException("boom"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => task);
    });

    [Fact]
    public void A_missed_pulse_deadlocks() => Fails(FailureKind.Deadlock, async () =>
    {
        var gate = new object();
        var waiter = Task.Run(() =>
        {
            lock (gate)
            {
                Monitor.Wait(gate);
            }
        });
        lock (gate)
        {
            Monitor.Pulse(gate);
        }

        await waiter;
    });

    [Fact]
    public void A_guarded_pulse_passes() => Passes(async () =>
    {
        var gate = new object();
        var ready = false;
        var waiter = Task.Run(() =>
        {
            lock (gate)
            {
                while (!ready)
                {
                    Monitor.Wait(gate);
                }
            }
        });
        lock (gate)
        {
            ready = true;
            Monitor.PulseAll(gate);
        }

        await waiter;
    });

    [Fact]
    public void Monitor_wait_times_out_in_virtual_time() => Passes(() =>
    {
        var gate = new object();
        lock (gate)
        {
            Assert.False(Monitor.Wait(gate, TimeSpan.FromHours(1)));
            Assert.True(Monitor.IsEntered(gate));
        }

        return Task.CompletedTask;
    });

    [Fact]
    public void Locks_of_the_new_kind_deadlock_too() => Fails(FailureKind.Deadlock, async () =>
    {
        Lock a = new(), b = new();
        await Task.WhenAll(Task.Run(() => Nested(a, b)), Task.Run(() => Nested(b, a)));

        static void Nested(Lock outer, Lock inner)
        {
            lock (outer)
            {
                using (inner.EnterScope())
                {
                }
            }
        }
    });

    [Fact]
    public void A_try_enter_that_fails_is_seen() => Fails(FailureKind.Assertion, async () =>
    {
        var gate = new object();
        var other = Task.Run(() =>
        {
            lock (gate)
            {
            }
        });
        var entered = Monitor.TryEnter(gate);
        if (entered)
        {
            Monitor.Exit(gate);
        }

        await other;
        Assert.True(entered);
    });

    [Fact]
    public void Completing_under_a_lock_runs_the_continuation_there() => Fails(FailureKind.Deadlock, async () =>
    {
        var gate = new object();
        var source = new TaskCompletionSource();
        var awaiting = Await();
        var completing = Task.Run(() =>
        {
            lock (gate)
            {
                source.SetResult();
            }
        });
        await Task.WhenAll(awaiting, completing);

        async Task Await()
        {
            await source.Task;
            Task.Run(() =>
            {
                lock (gate)
                {
                }
            }).Wait();
        }
    });

    [Fact]
    public void Completing_under_a_lock_with_asynchronous_continuations_passes() => Passes(async () =>
    {
        var gate = new object();
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var awaiting = Await();
        var completing = Task.Run(() =>
        {
            lock (gate)
            {
                source.SetResult();
            }
        });
        await Task.WhenAll(awaiting, completing);

        async Task Await()
        {
            await source.Task;
            Task.Run(() =>
            {
                lock (gate)
                {
                }
            }).Wait();
        }
    });

    [Fact]
    public void An_exception_that_kept_a_lock_from_being_given_back_is_told_with_the_deadlock()
    {
        var failure = Fails(FailureKind.Deadlock, async () =>
        {
            var gate = new SemaphoreSlim(1);
            await Task.WhenAll(Task.Run(Work), Task.Run(Work));

            async Task Work()
            {
                await gate.WaitAsync();
                _ = int.Parse("none");
                gate.Release();
            }
        });
        Assert.Matches(@"\n  op \d Task\.Run had ended with FormatException: The input string .none. was not", failure.Report.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_task_completion_source_that_nobody_completes_deadlocks() => Fails(FailureKind.Deadlock, async () =>
    {
        var source = new TaskCompletionSource<int>();
        await source.Task;
    });

    [Fact]
    public void Disposing_a_registration_under_the_lock_its_callback_wants_deadlocks() => Fails(FailureKind.Deadlock, async () =>
    {
        var gate = new object();
        using var source = new CancellationTokenSource();
        var registration = source.Token.Register(() =>
        {
            lock (gate)
            {
            }
        });
        await Task.WhenAll(
            Task.Run(() => source.Cancel()),
            Task.Run(() =>
            {
                lock (gate)
                {
                    registration.Dispose();
                }
            }));
    });

    [Fact]
    public void Cancel_after_fires_in_virtual_time() => Passes(async () =>
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, source.Token));
        Assert.True(source.IsCancellationRequested);
    });

    [Fact]
    public void Lazy_values_are_made_once() => Passes(async () =>
    {
        var made = 0;
        var lazy = new Lazy<int>(() => Interlocked.Increment(ref made));
        var values = await Task.WhenAll(Task.Run(() => lazy.Value), Task.Run(() => lazy.Value), Task.Run(() => lazy.Value));
        Assert.Equal([1, 1, 1], values);
    });

    [Fact]
    public void Blocking_waits_for_tasks_work() => Passes(() =>
    {
        var a = Task.Run(() => 1);
        var b = Task.Run(async () => { await Task.Delay(10); return 2; });
        Assert.Equal(1, a.Result);
        Assert.Equal(2, b.GetAwaiter().GetResult());
        Task.WaitAll(a, b);
        Assert.InRange(Task.WaitAny(a, b), 0, 1);
        Assert.False(Task.Delay(1000).Wait(10));
        Assert.True(Task.Delay(10).Wait(1000));
        return Task.CompletedTask;
    });

    [Fact]
    public void Continuations_and_factories_work() => Passes(async () =>
    {
        var text = await Task.Factory.StartNew(() => 20).ContinueWith(t => t.Result + 1).ContinueWith(t => $"{t.Result}", TaskContinuationOptions.ExecuteSynchronously);
        Assert.Equal("21", text);
        var cold = new Task<int>(() => 5);
        cold.Start();
        Assert.Equal(5, await cold);
        await Assert.ThrowsAsync<TimeoutException>(() => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(1)));
        var order = new List<int>();
        await foreach (var done in Task.WhenEach(Later(30), Later(10), Later(20)))
        {
            order.Add(await done);
        }

        Assert.Equal([10, 20, 30], order);

        static async Task<int> Later(int ms)
        {
            await Task.Delay(ms);
            return ms;
        }
    });

    [Fact]
    public void Async_streams_and_value_tasks_work() => Passes(async () =>
    {
        var sum = 0;
        await foreach (var item in Numbers().ConfigureAwait(false))
        {
            sum += item;
        }

        Assert.Equal(6, sum);

        static async IAsyncEnumerable<int> Numbers()
        {
            for (var i = 1; i <= 3; i++)
            {
                await Task.Delay(i);
                yield return await Same(i);
            }
        }

        static async ValueTask<int> Same(int value)
        {
            await Task.Yield();
            return value;
        }
    });

    [Fact]
    public void A_partial_deadlock_after_the_body_is_reported() => Fails(FailureKind.Deadlock, () =>
    {
        object a = new(), b = new();
        _ = Task.Run(() => Nested(a, b));
        _ = Task.Run(() => Nested(b, a));
        return Task.CompletedTask;

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

    [Fact]
    public void An_abandoned_consumer_is_no_deadlock() => Passes(() =>
    {
        var never = new SemaphoreSlim(0);
        _ = Task.Run(() => never.Wait());
        _ = Task.Run(async () => await never.WaitAsync());
        return Task.CompletedTask;
    });

    [Fact]
    public void Spinning_for_another_passes() => Passes(async () =>
    {
        var flag = 0;
        var other = Task.Run(() => Volatile.Write(ref flag, 1));
        while (Volatile.Read(ref flag) == 0)
        {
            Thread.SpinWait(1);
        }

        await other;
    });

    [Fact]
    public void Spinning_for_ever_is_a_livelock() => Fails(FailureKind.StepBound, () =>
    {
        var flag = 0;
        while (Volatile.Read(ref flag) == 0)
        {
            Thread.Yield();
        }

        return Task.CompletedTask;
    });

    [Fact]
    public void A_lost_update_of_a_captured_local_is_found() => Fails(FailureKind.Assertion, async () =>
    {
        var count = 0;
        await Task.WhenAll(Task.Run(() => count++), Task.Run(() => count++));
        Assert.Equal(2, count);
    });

    [Fact]
    public void An_update_under_a_lock_is_not_lost() => Passes(async () =>
    {
        var count = 0;
        var gate = new object();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            lock (gate)
            {
                count++;
            }
        })));
        Assert.Equal(3, count);
    });

    [Fact]
    public void A_check_then_act_on_a_field_is_found() => Fails(FailureKind.Assertion, async () =>
    {
        var account = new Account { Balance = 100 };
        await Task.WhenAll(Task.Run(() => account.Withdraw(80)), Task.Run(() => account.Withdraw(80)));
        Assert.True(account.Balance >= 0);
    });

    private sealed class Account
    {
        public int Balance { get; set; }

        public void Withdraw(int amount)
        {
            if (Balance >= amount)
            {
                Balance -= amount;
            }
        }
    }
}
