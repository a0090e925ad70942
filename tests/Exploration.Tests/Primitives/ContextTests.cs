using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ContextTests
{
    [Fact]
    public void An_await_resumes_through_the_context() => Passes(() => Pump.Run(async () =>
    {
        var thread = Environment.CurrentManagedThreadId;
        var context = SynchronizationContext.Current;
        await Task.Yield();
        Check();
        await Task.Delay(10);
        Check();
        await Task.Run(static () => { });
        Check();
        await Inner();
        Check();
        await new ValueTask(Inner());
        Check();

        async Task Inner()
        {
            await Task.Run(static () => { }).ConfigureAwait(false);
            Assert.Null(SynchronizationContext.Current);
        }

        void Check()
        {
            Assert.Same(context, SynchronizationContext.Current);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        }
    }));

    [Fact]
    public void Waiting_on_the_contexts_thread_for_what_resumes_there_deadlocks() => Fails(FailureKind.Deadlock, () => Pump.Run(() =>
    {
        Late().Wait();
        return Task.CompletedTask;

        static async Task Late() => await Task.Run(static () => { });
    }));

    [Fact]
    public void Not_resuming_there_does_not() => Passes(() => Pump.Run(() =>
    {
        Late().Wait();
        return Task.CompletedTask;

        static async Task Late() => await Task.Run(static () => { }).ConfigureAwait(false);
    }));

    [Fact]
    public void Methods_in_one_context_take_turns() => Passes(() => Pump.Run(async () =>
    {
        var count = 0;
        await Task.WhenAll(Add(), Add());
        Assert.Equal(2, count);

        async Task Add()
        {
            await Task.Yield();
            count++;
        }
    }));

    [Fact]
    public void Steps_between_awaits_still_interleave_there() => Fails(FailureKind.Assertion, () => Pump.Run(async () =>
    {
        var count = 0;
        await Task.WhenAll(Add(), Add());
        Assert.Equal(2, count);

        async Task Add()
        {
            var seen = count;
            await Task.Yield();
            count = seen + 1;
        }
    }));

    [Fact]
    public void The_base_class_posts_to_the_pool() => Fails(FailureKind.Assertion, () =>
    {
        using var done = new CountdownEvent(2);
        var count = 0;
        new SynchronizationContext().Post(Add, null);
        new Counting().Post(Add, null);
        done.Wait();
        Assert.Equal(2, count);

        void Add(object? state)
        {
            count++;
            done.Signal();
        }
    });

    [Fact]
    public void An_override_may_leave_posting_to_the_base() => Passes(() =>
    {
        var context = new Counting();
        using var done = new ManualResetEventSlim();
        context.Post(_ => done.Set(), null);
        done.Wait();
        Assert.Equal(1, context.Posts);
        context.Send(_ => done.Reset(), null);
        Assert.False(done.IsSet);
    });

    [Fact]
    public void A_context_stays_with_the_operation_that_set_it() => Passes(async () =>
    {
        var leaks = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            if (SynchronizationContext.Current is not null)
            {
                Interlocked.Increment(ref leaks);
            }

            SynchronizationContext.SetSynchronizationContext(new Counting());
        })));
        Assert.Null(SynchronizationContext.Current);
        Assert.Equal(0, leaks);
    });

    [Fact]
    public void A_scheduler_from_a_context_runs_tasks_there() => Passes(() => Pump.Run(async () =>
    {
        var thread = Environment.CurrentManagedThreadId;
        var scheduler = TaskScheduler.FromCurrentSynchronizationContext();
        var seen = await Task.Run(static () => 1).ContinueWith(_ => Environment.CurrentManagedThreadId, scheduler);
        Assert.Equal(thread, seen);
        Assert.Equal(thread, await Task.Factory.StartNew(static () => Environment.CurrentManagedThreadId, default, TaskCreationOptions.None, scheduler));
    }));

    [Fact]
    public void Exclusive_tasks_exclude_each_other_across_awaits() => Passes(async () =>
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var count = 0;
        await Task.WhenAll(Start(Add), Start(Add));
        Assert.Equal(2, count);

        Task Start(Func<Task> method) => Task.Factory.StartNew(method, default, TaskCreationOptions.None, pair.ExclusiveScheduler).Unwrap();

        async Task Add()
        {
            count++;
            await Task.Yield();
            Assert.Same(pair.ExclusiveScheduler, TaskScheduler.Current);
        }
    });

    [Fact]
    public void Concurrent_tasks_of_a_pair_interleave() => Fails(FailureKind.Assertion, async () =>
    {
        var pair = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default);
        var count = 0;
        await Task.WhenAll(Start(), Start());
        Assert.Equal(2, count);

        Task Start() => Task.Factory.StartNew(() => count++, default, TaskCreationOptions.None, pair.ConcurrentScheduler);
    });

    [Fact]
    public void A_writer_of_a_pair_waits_for_its_readers() => Passes(async () =>
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var (readers, writers) = (0, 0);
        await Task.WhenAll(Start(pair.ConcurrentScheduler, Read), Start(pair.ExclusiveScheduler, Write), Start(pair.ConcurrentScheduler, Read));

        Task Start(TaskScheduler scheduler, Action action) => Task.Factory.StartNew(action, default, TaskCreationOptions.None, scheduler);

        void Read()
        {
            Interlocked.Increment(ref readers);
            Assert.Equal(0, Volatile.Read(ref writers));
            Interlocked.Decrement(ref readers);
        }

        void Write()
        {
            Assert.Equal(1, Interlocked.Increment(ref writers));
            Assert.Equal(0, Volatile.Read(ref readers));
            Interlocked.Decrement(ref writers);
        }
    });

    [Fact]
    public void The_end_of_a_pair_is_a_task_of_the_run() => Passes(async () =>
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var done = 0;
        var work = new TaskFactory(pair.ExclusiveScheduler).StartNew(() => Interlocked.Increment(ref done));
        Assert.Same(pair.Completion, pair.Completion);
        pair.Complete();
        await pair.Completion;
        Assert.Equal(1, done);
        await work;
    });

    [Fact]
    public void A_pair_that_nobody_completes_is_waited_for_in_vain()
    {
        var failure = Fails(FailureKind.Deadlock, () => new ConcurrentExclusiveSchedulerPair().Completion);
        Assert.Contains("waits for ConcurrentExclusiveSchedulerPair#1", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_leaves_async_void_is_thrown_in_its_context() => Passes(() =>
    {
        var outer = SynchronizationContext.Current;
        var catching = new Catching();
        SynchronizationContext.SetSynchronizationContext(catching);
        FailAtOnce();
        SynchronizationContext.SetSynchronizationContext(outer);
        Assert.IsType<TimeoutException>(catching.Caught);

        static async void FailAtOnce() => throw new TimeoutException("late");
    });

    [Fact]
    public void The_context_of_the_pool_does_not_catch_it() => Fails(FailureKind.Exception, async () =>
    {
        SynchronizationContext.SetSynchronizationContext(new Counting());
        FailAtOnce();
        await Task.Yield();

        static async void FailAtOnce() => throw new TimeoutException("late");
    });

    [Fact]
    public void Contexts_are_as_in_the_runtime() => Alike(script =>
    {
        script.Get(() => TaskScheduler.Current == TaskScheduler.Default);
        script.Get(() => TaskScheduler.Current.Id == TaskScheduler.Default.Id);
        script.Do(() => TaskScheduler.FromCurrentSynchronizationContext().ToString());
        script.Get(() => Task.Run(static () => SynchronizationContext.Current is null).Result);
        script.Get(() =>
        {
            var task = new Task<bool>(static () => TaskScheduler.Current == TaskScheduler.Default);
            task.Start();
            return task.Result;
        });
    });

    private sealed class Catching : SynchronizationContext
    {
        public Exception? Caught { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                d(state);
            }
            catch (TimeoutException e)
            {
                Caught = e;
            }
        }
    }

    private sealed class Counting : SynchronizationContext
    {
        private int posts;

        public int Posts => Volatile.Read(ref posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref posts);
            base.Post(d, state);
        }
    }

    /// <summary>Runs an async method on one thread, as a user interface does.</summary>
    private sealed class Pump : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();
        private readonly Lock gate = new();
        private readonly SemaphoreSlim queued = new(0);

        public static void Run(Func<Task> body)
        {
            var pump = new Pump();
            var outer = Current;
            SetSynchronizationContext(pump);
            try
            {
                var task = body();
                while (!task.IsCompleted)
                {
                    pump.queued.Wait();
                    (SendOrPostCallback Callback, object? State) next;
                    lock (pump.gate)
                    {
                        next = pump.queue.Dequeue();
                    }

                    next.Callback(next.State);
                }

                task.GetAwaiter().GetResult();
            }
            finally
            {
                SetSynchronizationContext(outer);
            }
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (gate)
            {
                queue.Enqueue((d, state));
            }

            queued.Release();
        }
    }
}
