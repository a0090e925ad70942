using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Analyses;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Runs on the real scheduler and the real clock.</summary>
public class ObserverTests
{
    private static Trace Observe(Func<Task> body)
    {
        var result = Observer.Run(body);
        Assert.True(result.Exception is null, result.Exception?.ToString());
        Assert.Equal(TraceMode.Observe, result.Trace.Header.Mode);
        Assert.Equal(result.Trace.Events.Select(e => e.Time).Order(), result.Trace.Events.Select(e => e.Time));
        return result.Trace;
    }

    private static string Text(Trace trace)
    {
        using var writer = new StringWriter();
        TraceText.Write(trace, writer);
        return writer.ToString();
    }

    [Fact]
    public void Tasks_and_threads_are_operations_with_their_creator_and_end()
    {
        var trace = Observe(async () =>
        {
            var thread = new Thread(() => { }) { Name = "worker" };
            thread.Start();
            thread.Join();
            await Task.Run(() => { });
            await Task.Factory.StartNew(() => 1);
        });

        Assert.True(trace.Operations.Count == 4, Text(trace));
        Assert.Equal([OperationKind.Body, OperationKind.Thread, OperationKind.Task, OperationKind.Task], trace.Operations.Select(o => o.Kind));
        Assert.Equal([0, 1, 1, 1], trace.Operations.Select(o => o.Creator));
        Assert.Equal("worker", trace.Operations[1].Name);
        foreach (var operation in trace.Operations)
        {
            Assert.Single(trace.Events, e => e.Kind == EventKind.OperationStarted && e.Operation == operation.Id);
            Assert.Single(trace.Events, e => e.Kind == EventKind.OperationEnded && e.Operation == operation.Id && e.Detail == (long)OperationEnd.Completed);
        }
    }

    [Fact]
    public void Each_event_names_what_it_speaks_of_however_many_things_there_are()
    {
        var gates = Enumerable.Range(0, 2000).Select(_ => new Lock()).ToArray();
        var trace = Observe(() =>
        {
            foreach (var gate in gates)
            {
                lock (gate)
                {
                }
            }

            foreach (var gate in gates)
            {
                lock (gate)
                {
                }
            }

            return Task.CompletedTask;
        });

        var numbers = trace.Resources.Select(r => r.Id).ToList();
        Assert.Equal(gates.Length, numbers.Count);
        foreach (var kind in (EventKind[])[EventKind.Acquired, EventKind.Released])
        {
            Assert.Equal([.. numbers, .. numbers], trace.Events.Where(e => e.Kind == kind).Select(e => e.Subject));
        }
    }

    [Fact]
    public void A_blocked_lock_has_its_reason_holder_and_who_let_it_in()
    {
        var gate = new Lock();
        var trace = Observe(async () =>
        {
            Thread second;
            lock (gate)
            {
                second = new Thread(() =>
                {
                    lock (gate)
                    {
                    }
                });
                second.Start();
                SpinWait.SpinUntil(() => (second.ThreadState & ThreadState.WaitSleepJoin) != 0);
            }

            second.Join();
            await Task.CompletedTask;
        });

        var resource = Assert.Single(trace.Resources, r => r.Kind == ResourceKind.Lock);
        var events = trace.Events.ToList();
        var blocked = events.FindIndex(e => e.Kind == EventKind.Blocked && e.Operation == 2);
        Assert.Equal(((long)BlockReason.Lock, resource.Id), (events[blocked].Detail, events[blocked].Subject));
        Assert.EndsWith("ObserverTests.cs", SiteTable.Resolve(events[blocked].Site).File, StringComparison.Ordinal);
        Assert.Equal(1, events.FindLast(e => e.Kind == EventKind.Acquired && events.IndexOf(e) < blocked).Operation);
        var unblocked = events.FindIndex(blocked, e => e.Kind == EventKind.Unblocked && e.Subject == 2);
        Assert.Equal(1, events[unblocked].Operation);
        Assert.Contains(events.Skip(unblocked), e => e.Kind == EventKind.Acquired && e.Operation == 2);
    }

    [Fact]
    public void A_monitor_and_a_semaphore_are_taken_and_given_back()
    {
        var (gate, permits) = (new object(), new SemaphoreSlim(1));
        var trace = Observe(async () =>
        {
            lock (gate)
            {
            }

            permits.Wait();
            permits.Release();
            await permits.WaitAsync();
            var next = permits.WaitAsync();
            permits.Release();
            await next;
            Assert.False(permits.Wait(0));
            Assert.True(Monitor.TryEnter(gate, TimeSpan.FromSeconds(1)));
            Monitor.Exit(gate);
        });

        Assert.Equal([ResourceKind.Monitor, ResourceKind.Semaphore], trace.Resources.Select(r => r.Kind));
        Assert.Equal(2, trace.Events.Count(e => e.Kind == EventKind.Acquired && e.Subject == 1));
        Assert.Equal(2, trace.Events.Count(e => e.Kind == EventKind.Released && e.Subject == 1));
        Assert.Equal(3, trace.Events.Count(e => e.Kind == EventKind.Acquired && e.Subject == 2));
        Assert.Equal(2, trace.Events.Count(e => e.Kind == EventKind.Released && e.Subject == 2));
    }

    [Fact]
    public void A_chain_of_awaits_is_one_operation_that_is_blocked_once()
    {
        var begin = Stopwatch.GetTimestamp();
        var trace = Observe(Outer);

        Assert.True(trace.Operations.Count == 1, Text(trace));
        Assert.Equal([EventKind.Blocked, EventKind.Unblocked, EventKind.Resumed], trace.Events.Select(e => e.Kind).Where(k => k is EventKind.Blocked or EventKind.Unblocked or EventKind.Resumed));
        var blocked = trace.Events.Single(e => e.Kind == EventKind.Blocked);
        var resumed = trace.Events.Single(e => e.Kind == EventKind.Resumed);
        Assert.Equal((long)BlockReason.Delay, blocked.Detail);
        Assert.InRange(resumed.Time, Math.Max(240 * TimeSpan.TicksPerMillisecond, blocked.Time + 1), Stopwatch.GetElapsedTime(begin).Ticks);

        static async Task Outer() => await Middle();
        static async Task Middle() => await Inner();
        static async Task Inner() => await Task.Delay(250);
    }

    [Fact]
    public void A_loop_of_awaits_stays_one_operation_however_long()
    {
        var trace = Observe(async () =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                await Task.Yield();
            }
        });

        Assert.Single(trace.Operations);
    }

    [Fact]
    public void A_method_left_behind_is_an_operation_of_its_own()
    {
        var trace = Observe(async () =>
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var (first, second) = (Wait(go.Task), Wait(go.Task));
            go.SetResult();
            await first;
            await second;
        });

        Assert.True(trace.Operations.Count == 3, Text(trace));
        Assert.Equal([OperationKind.Body, OperationKind.Async, OperationKind.Async], trace.Operations.Select(o => o.Kind));
        Assert.Equal(3, trace.Events.Count(e => e.Kind == EventKind.OperationEnded));

        static async Task Wait(Task task) => await task;
    }

    [Fact]
    public void Synchronous_waiting_for_a_task_is_blocked_on_it()
    {
        var trace = Observe(() =>
        {
            var value = new TaskCompletionSource<int>();
            var self = Thread.CurrentThread;
            var setter = new Thread(() =>
            {
                SpinWait.SpinUntil(() => (self.ThreadState & ThreadState.WaitSleepJoin) != 0);
                value.SetResult(1);
            });
            setter.Start();
            Assert.Equal(1, value.Task.Result);
            setter.Join();
            return Task.CompletedTask;
        });

        Assert.Single(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)BlockReason.TaskWait && e.Operation == 1);
    }

    [Fact]
    public void An_exception_of_the_body_or_of_a_check_is_returned()
    {
        Assert.Equal("body", Observer.Run(() => throw new InvalidOperationException("body")).Exception?.Message);
        Assert.Equal("later", Observer.Run(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }).Exception?.Message);
        Assert.Equal("check 1", Observer.Run(() =>
        {
            TraceContext.Current.AfterRun(trace => throw new InvalidOperationException($"check {trace.Operations.Count}"));
            return Task.CompletedTask;
        }).Exception?.Message);
    }

    [Fact]
    public async Task Parallel_observations_do_not_mix()
    {
        using var together = new Barrier(2);
        var traces = await Task.WhenAll(Enumerable.Range(2, 2).Select(count => Task.Factory.StartNew(
            () => Observe(async () =>
            {
                together.SignalAndWait();
                for (var i = 0; i < count; i++)
                {
                    await Task.Run(() => { });
                }
            }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal([3, 4], traces.Select(t => t.Operations.Count));
    }

    [Fact]
    public void A_body_that_hangs_leaves_its_trace_with_the_system_call_that_its_thread_is_in()
    {
        using var never = new AutoResetEvent(false);
        using var source = new CancellationTokenSource();
        Thread? canceller = null;
        var hanging = Assert.Throws<ObservationCanceledException>(() => Observer.Run(
            () =>
            {
                var waiting = Thread.CurrentThread;
                canceller = new Thread(() =>
                {
                    SpinWait.SpinUntil(() => (waiting.ThreadState & ThreadState.WaitSleepJoin) != 0);
                    source.Cancel();
                });
                canceller.Start();
                never.WaitOne();
                return Task.CompletedTask;
            },
            cancellationToken: source.Token));
        never.Set();
        canceller!.Join();

        var blocked = Assert.Single(hanging.Trace.Events, e => e.Kind == EventKind.Blocked && e.Operation == 1 && e.Detail == (long)BlockReason.Event);
        Assert.DoesNotContain(hanging.Trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == 1 && e.Time >= blocked.Time);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal("futex", Assert.Single(hanging.Trace.Events, e => e.Kind == EventKind.Syscall && e.Operation == 1).Text);
        }
    }

    [Fact]
    public void What_is_recorded_can_be_taken_out_while_threads_begin()
    {
        var result = Observer.Run(
            static () =>
            {
                var isOver = false;
                var busy = new Thread(() =>
                {
                    while (!Volatile.Read(ref isOver))
                    {
                        Annotate.Count("rounds", 1);
                    }
                });
                busy.Start();
                for (var i = 0; i < 300; i++)
                {
                    new Thread(static () => Annotate.Count("threads", 1)).Start();
                }

                Volatile.Write(ref isOver, true);
                busy.Join();
                return Task.CompletedTask;
            },
            new ObserverOptions { BufferBytes = 1 });

        Assert.Null(result.Exception);
        Assert.DoesNotContain(result.Trace.Events, e => e.Kind == EventKind.EventsLost);
    }

    [Fact]
    public void Who_is_left_awaiting_holds_no_thread_and_so_is_in_no_system_call()
    {
        var thread = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var trace = Observe(async () =>
        {
            _ = Task.Run(async () =>
            {
                thread.SetResult(OperatingSystem.IsLinux() ? $"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/stat" : "");
                await new TaskCompletionSource().Task;
            });
            var status = await thread.Task;
            SpinWait.SpinUntil(() => status.Length == 0 || File.ReadAllText(status).Contains(") S ", StringComparison.Ordinal), 1_000); // until it waits for work, unless this runs on it
        });

        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.Syscall);
    }

    [Fact]
    public void A_task_that_is_cancelled_before_it_begins_has_ended()
    {
        using var source = new CancellationTokenSource();
        var trace = Observe(async () =>
        {
            using var canceled = new CancellationTokenSource();
            canceled.Cancel();
            await Task.WhenAny(Task.Run(static () => { }, canceled.Token));
            var scheduler = new KeepingScheduler();
            var queued = new TaskFactory(scheduler).StartNew(static () => 1, source.Token);
            await source.CancelAsync();
            scheduler.RunOne();
            await Task.WhenAny(queued);
        });

        Assert.Equal(2, trace.Events.Count(e => e is { Kind: EventKind.OperationEnded, Detail: (long)OperationEnd.Canceled }));
        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.OperationStarted && e.Operation > 1 && trace.OperationWith(e.Operation)!.Kind == OperationKind.Task);
        Assert.Empty(LiveOperations.AfterBody(trace));
    }

    [Fact]
    public void A_lock_that_was_taken_where_nobody_saw_it_is_not_given_back()
    {
        var gate = new object();
        var trace = Observe(() =>
        {
            typeof(Monitor).GetMethod(nameof(Monitor.Enter), [typeof(object)])!.Invoke(null, [gate]);
            Monitor.Exit(gate);
            lock (gate)
            {
            }

            return Task.CompletedTask;
        });

        Assert.Equal([EventKind.Acquired, EventKind.Released], trace.Events.Where(e => e.Kind is EventKind.Acquired or EventKind.Released).Select(e => e.Kind));
    }

    [Fact]
    public void A_task_that_fails_of_a_cancellation_which_is_not_its_own_has_failed()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var trace = Observe(async () =>
        {
            var failed = Task.Run(() => source.Token.ThrowIfCancellationRequested());
            await Task.WhenAny(failed);
            Assert.Equal(TaskStatus.Faulted, failed.Status);
        });

        Assert.Equal((long)OperationEnd.Faulted, Assert.Single(trace.Events, e => e.Kind == EventKind.OperationEnded && e.Operation == 2).Detail);
    }

    [Fact]
    public void Nothing_is_recorded_after_the_run()
    {
        var release = new ManualResetEventSlim();
        Thread? left = null;
        var trace = Observe(() =>
        {
            left = new Thread(() =>
            {
                release.Wait();
                lock (release)
                {
                }
            })
            { IsBackground = true };
            left.Start();
            return Task.CompletedTask;
        });
        release.Set();
        left!.Join();

        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.Acquired);
        Assert.DoesNotContain(trace.Events, e => e.Kind == EventKind.OperationEnded && e.Operation == 2);
    }
}

file sealed class KeepingScheduler : TaskScheduler
{
    private readonly Queue<Task> kept = [];

    public void RunOne() => TryExecuteTask(kept.Dequeue());

    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    protected override void QueueTask(Task task) => kept.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
