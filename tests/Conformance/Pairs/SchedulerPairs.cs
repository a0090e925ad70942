using System.Collections.Concurrent;
using System.ComponentModel;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class SchedulerPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("ConcurrentExclusiveSchedulerPair.Completion", "taken for done as soon as it accepts no more", FailureKind.Assertion,
            buggy: () => Completed(wait: false),
            correct: () => Completed(wait: true)),

        new("ConcurrentExclusiveSchedulerPair.Complete", "forgotten", FailureKind.Deadlock,
            buggy: () => Ended(complete: false),
            correct: () => Ended(complete: true)),

        new("Progress.OnReport", "a report of a derived class is not there at once", FailureKind.Assertion,
            buggy: () => Reported(wait: false),
            correct: () => Reported(wait: true)),

        new("ConcurrentExclusiveSchedulerPair.ConcurrentScheduler", "a writer among the readers", FailureKind.Assertion,
            buggy: () => Counted(new ConcurrentExclusiveSchedulerPair().ConcurrentScheduler),
            correct: () => Counted(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler)),

        new("ConcurrentExclusiveSchedulerPair.ExclusiveScheduler", "exclusive only up to the await", FailureKind.Assertion,
            buggy: () => AcrossAwait(awaitBetween: true),
            correct: () => AcrossAwait(awaitBetween: false)),

        new("TaskScheduler.QueueTask", "a scheduler of one's own that runs in the wrong order", FailureKind.Assertion,
            buggy: () => OwnScheduler(new ThreadScheduler(last: true)),
            correct: () => OwnScheduler(new ThreadScheduler(last: false))),

        new("SynchronizationContext.Post", "a continuation that left the loop's thread", FailureKind.Assertion,
            buggy: () => OnLoop(stay: false),
            correct: () => OnLoop(stay: true)),

        new("SynchronizationContext.Send", "the loop waits for who sends to it", FailureKind.Deadlock,
            buggy: () => SendToLoop(post: false),
            correct: () => SendToLoop(post: true)),

        new("Progress.Report", "reports that are handled at once", FailureKind.Assertion,
            buggy: () => Reports(locked: false),
            correct: () => Reports(locked: true)),

        new("Progress.Report", "done before the last report was handled", FailureKind.Assertion,
            buggy: () => LastReport(handled: false),
            correct: () => LastReport(handled: true)),

        new("BackgroundWorker.RunWorkerCompleted", "a result read before the worker has completed", FailureKind.Assertion,
            buggy: () => Worker(wait: false),
            correct: () => Worker(wait: true)),

        new("ThreadPool.RegisterWaitForSingleObject", "armed for more than one signal", FailureKind.Assertion,
            buggy: () => Registered(once: false),
            correct: () => Registered(once: true)),

        new("RegisteredWaitHandle.Unregister", "not waited for until its callback is done", FailureKind.Assertion,
            buggy: () => Unregister(wait: false),
            correct: () => Unregister(wait: true)),

        new("ThreadPool.UnsafeQueueUserWorkItem", "a work item that counts without a lock", FailureKind.Assertion,
            buggy: () => WorkItems(atomic: false),
            correct: () => WorkItems(atomic: true)),

        new("TaskCreationOptions.AttachedToParent", "a child that the parent does not wait for", FailureKind.Assertion,
            buggy: () => Child(TaskCreationOptions.None),
            correct: () => Child(TaskCreationOptions.AttachedToParent)),

        new("TaskFactory.ContinueWhenAll", "continued when any, where all are needed", FailureKind.Assertion,
            buggy: () => When(any: true),
            correct: () => When(any: false)),

        new("Task.RunSynchronously", "beside a task that does the same", FailureKind.Assertion,
            buggy: () => Inline(locked: false),
            correct: () => Inline(locked: true)),

        new("ExecutionContext.SuppressFlow", "a value that flows into a worker that outlives the request", FailureKind.Assertion,
            buggy: () => Flow(suppress: false),
            correct: () => Flow(suppress: true)),

        new("System.Timers.Timer.Elapsed", "a tick while the last one is at work", FailureKind.Assertion,
            buggy: () => Ticks(autoReset: true),
            correct: () => Ticks(autoReset: false)),

        new("Parallel.For(state)", "an item begun though the loop was stopped", FailureKind.Assertion,
            buggy: () => Stopped(ask: false),
            correct: () => Stopped(ask: true)),
    ];

    private static async Task Reports(bool locked)
    {
        object gate = new();
        var sum = 0;
        var handled = new CountdownEvent(2);
        IProgress<int> progress = new Progress<int>(step =>
        {
            if (locked)
            {
                lock (gate)
                {
                    sum += step;
                }
            }
            else
            {
                sum += step;
            }

            handled.Signal();
        });
        progress.Report(1);
        progress.Report(2);
        await Task.Run(handled.Wait);
        Assert.Equal(3, sum);
    }

    private static async Task LastReport(bool handled)
    {
        var last = new TaskCompletionSource<int>();
        var seen = 0;
        IProgress<int> progress = new Progress<int>(step =>
        {
            seen = step;
            last.SetResult(step);
        });
        await Task.Run(() => progress.Report(100));
        if (handled)
        {
            await last.Task;
        }

        Assert.Equal(100, seen);
    }

    private static async Task Worker(bool wait)
    {
        using var worker = new BackgroundWorker();
        var completed = new TaskCompletionSource();
        var result = 0;
        worker.DoWork += (_, work) => work.Result = 7;
        worker.RunWorkerCompleted += (_, work) =>
        {
            result = (int)work.Result!;
            completed.SetResult();
        };
        worker.RunWorkerAsync();
        await Task.Yield();
        if (wait)
        {
            await completed.Task;
        }

        Assert.Equal(7, result);
    }

    private static async Task Counted(TaskScheduler scheduler)
    {
        var count = 0;
        var factory = new TaskFactory(scheduler);
        await Task.WhenAll(factory.StartNew(() => count++), factory.StartNew(() => count++));
        Assert.Equal(2, count);
    }

    private static async Task AcrossAwait(bool awaitBetween)
    {
        var count = 0;
        var factory = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        await Task.WhenAll(factory.StartNew(Add).Unwrap(), factory.StartNew(Add).Unwrap());
        Assert.Equal(2, count);

        async Task Add()
        {
            var before = count;
            if (awaitBetween)
            {
                await Task.Yield();
            }

            count = before + 1;
        }
    }

    private static async Task OwnScheduler(ThreadScheduler scheduler)
    {
        var order = new ConcurrentQueue<int>();
        var factory = new TaskFactory(scheduler);
        var tasks = Enumerable.Range(0, 3).Select(i => factory.StartNew(() => order.Enqueue(i))).ToList();
        await Task.WhenAll(tasks);
        scheduler.End();
        Assert.Equal([0, 1, 2], order);
    }

    private static async Task OnLoop(bool stay)
    {
        using var loop = new Loop();
        var count = 0;
        var (first, second) = (loop.Run(Add), loop.Run(Add));
        await first;
        await second;
        Assert.Equal(2, count);

        async Task Add()
        {
            await Task.Delay(1).ConfigureAwait(stay);
            var before = count;
            count = before + 1;
        }
    }

    private static async Task SendToLoop(bool post)
    {
        using var loop = new Loop();
        var told = false;
        var worker = new Thread(() =>
        {
            if (post)
            {
                loop.Post(_ => told = true, null);
            }
            else
            {
                loop.Send(_ => told = true, null);
            }
        });
        worker.Start();
        await loop.Run(() =>
        {
            worker.Join();
            return Task.CompletedTask;
        });
        await loop.Run(() => Task.CompletedTask);
        Assert.True(told);
    }

    private static async Task Registered(bool once)
    {
        using var signal = new AutoResetEvent(false);
        var handled = 0;
        var registration = ThreadPool.RegisterWaitForSingleObject(signal, (_, _) => Interlocked.Increment(ref handled), null, Timeout.Infinite, once);
        await InTasks(() => signal.Set(), () => signal.Set());
        await Task.Delay(10);
        registration.Unregister(null);
        Assert.True(handled <= 1);
    }

    private static void Unregister(bool wait)
    {
        using var signal = new AutoResetEvent(false);
        using var ended = new ManualResetEvent(false);
        var (closed, late) = (false, false);
        var registration = ThreadPool.RegisterWaitForSingleObject(signal, (_, _) => late = Volatile.Read(ref closed), null, Timeout.Infinite, executeOnlyOnce: true);
        signal.Set();
        registration.Unregister(wait ? ended : null);
        if (wait)
        {
            ended.WaitOne();
        }

        Volatile.Write(ref closed, true);
        Thread.Sleep(10);
        Assert.False(late);
    }

    private static async Task WorkItems(bool atomic)
    {
        var (count, left) = (0, 2);
        var done = new TaskCompletionSource();
        for (var i = 0; i < 2; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new WorkItem(Work), preferLocal: i == 0);
        }

        await done.Task;
        Assert.Equal(2, count);

        void Work()
        {
            if (atomic)
            {
                Interlocked.Increment(ref count);
            }
            else
            {
                count++;
            }

            if (Interlocked.Decrement(ref left) == 0)
            {
                done.SetResult();
            }
        }
    }

    private static async Task Child(TaskCreationOptions options)
    {
        var done = false;
        await Task.Factory.StartNew(() => { Task.Factory.StartNew(() => Volatile.Write(ref done, true), options); });
        Assert.True(Volatile.Read(ref done));
    }

    private static async Task When(bool any)
    {
        var count = 0;
        Task[] tasks = [Task.Run(() => Interlocked.Increment(ref count)), Task.Run(() => Interlocked.Increment(ref count))];
        var sum = any ? Task.Factory.ContinueWhenAny(tasks, _ => Volatile.Read(ref count)) : Task.Factory.ContinueWhenAll(tasks, _ => Volatile.Read(ref count));
        Assert.Equal(2, await sum);
        await Task.WhenAll(tasks);
    }

    private static async Task Inline(bool locked)
    {
        object gate = new();
        var count = 0;
        var beside = Task.Run(Add);
        new Task(Add).RunSynchronously();
        await beside;
        Assert.Equal(2, count);

        void Add()
        {
            if (locked)
            {
                lock (gate)
                {
                    count++;
                }
            }
            else
            {
                count++;
            }
        }
    }

    private static async Task Flow(bool suppress)
    {
        var user = new AsyncLocal<string?>();
        var (seen, started, flow) = (new ConcurrentBag<string?>(), 0, default(AsyncFlowControl?));
        await InTasks(() => Request("a"), () => Request("b"));
        Assert.DoesNotContain("b", seen);

        void Request(string name)
        {
            user.Value = name;
            if (Interlocked.Exchange(ref started, 1) == 1)
            {
                return;
            }

            // The first request starts the worker, whoever it is.
            using var none = suppress ? ExecutionContext.SuppressFlow() : default;
            Task.Run(() => seen.Add(user.Value)).Wait();
        }
    }

    private static async Task Completed(bool wait)
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var done = 0;
        _ = new TaskFactory(pair.ConcurrentScheduler).StartNew(() => Interlocked.Increment(ref done));
        pair.Complete();
        if (wait)
        {
            await pair.Completion;
        }

        Assert.Equal(1, Volatile.Read(ref done));
    }

    private static async Task Ended(bool complete)
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var isDone = false;
        var work = new TaskFactory(pair.ExclusiveScheduler).StartNew(() => Volatile.Write(ref isDone, true));
        if (complete || !Volatile.Read(ref isDone))
        {
            pair.Complete();
        }

        await pair.Completion;
        await work;
    }

    private static async Task Reported(bool wait)
    {
        var seen = 0;
        var all = new TaskCompletionSource();
        IProgress<int> progress = new Incremented(() =>
        {
            if (Interlocked.Increment(ref seen) == 2)
            {
                all.SetResult();
            }
        });
        progress.Report(1);
        progress.Report(2);
        if (wait)
        {
            await all.Task;
        }

        Assert.Equal(2, Volatile.Read(ref seen));
        await all.Task;
    }

    private sealed class Incremented(Action then) : Progress<int>(_ => then())
    {
        protected override void OnReport(int value) => base.OnReport(value + 1);
    }

    private static async Task Ticks(bool autoReset)
    {
        var (inside, overlapped, ticks) = (0, false, 0);
        using var timer = new System.Timers.Timer(5) { AutoReset = autoReset };
        timer.Elapsed += (_, _) =>
        {
            overlapped |= Interlocked.Increment(ref inside) > 1;
            Thread.Sleep(5);
            Interlocked.Decrement(ref inside);
            if (!autoReset && Interlocked.Increment(ref ticks) < 2)
            {
                timer.Start();
            }
        };
        timer.Start();
        await Task.Delay(12);
        timer.Stop();
        await Task.Delay(20);
        Assert.False(overlapped);
    }

    private static void Stopped(bool ask)
    {
        var (stopped, late) = (false, false);
        Parallel.For(0, 3, (i, state) =>
        {
            if (i == 0)
            {
                state.Stop();
                Volatile.Write(ref stopped, true);
            }
            else if (Volatile.Read(ref stopped) && !(ask && state.IsStopped))
            {
                late = true;
            }
        });
        Assert.False(late);
    }

    private sealed class WorkItem(Action work) : IThreadPoolWorkItem
    {
        public void Execute() => work();
    }

    /// <summary>Runs tasks on a thread of its own: the first come, or the last come, first.</summary>
    private sealed class ThreadScheduler : TaskScheduler
    {
        private readonly LinkedList<Task> tasks = new();
        private readonly bool last;
        private readonly Thread thread;
        private bool isEnded;

        public ThreadScheduler(bool last)
        {
            this.last = last;
            thread = new Thread(Loop) { IsBackground = true };
            thread.Start();
        }

        public void End()
        {
            lock (tasks)
            {
                isEnded = true;
                Monitor.Pulse(tasks);
            }

            thread.Join();
        }

        protected override void QueueTask(Task task)
        {
            lock (tasks)
            {
                tasks.AddLast(task);
                Monitor.Pulse(tasks);
            }
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => tasks;

        private void Loop()
        {
            while (Next() is { } task)
            {
                TryExecuteTask(task);
            }
        }

        private Task? Next()
        {
            lock (tasks)
            {
                while (tasks.Count == 0 && !isEnded)
                {
                    Monitor.Wait(tasks);
                }

                var next = last ? tasks.Last : tasks.First;
                if (next is null)
                {
                    return null;
                }

                tasks.Remove(next);
                return next.Value;
            }
        }
    }

    /// <summary>A message loop on a thread of its own.</summary>
    private sealed class Loop : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> queue = [];
        private readonly Thread thread;

        public Loop()
        {
            thread = new Thread(Work) { IsBackground = true };
            thread.Start();
        }

        public Task Run(Func<Task> body)
        {
            var done = new TaskCompletionSource();
            Post(
                async _ =>
                {
                    await body();
                    done.SetResult();
                },
                null);
            return done.Task;
        }

        public override void Post(SendOrPostCallback d, object? state) => queue.Add((d, state));

        public override void Send(SendOrPostCallback d, object? state)
        {
            using var done = new ManualResetEventSlim();
            Post(
                s =>
                {
                    d(s);
                    done.Set();
                },
                state);
            done.Wait();
        }

        public void Dispose()
        {
            queue.CompleteAdding();
            thread.Join();
            queue.Dispose();
        }

        private void Work()
        {
            SetSynchronizationContext(this);
            foreach (var (call, state) in queue.GetConsumingEnumerable())
            {
                call(state);
            }
        }
    }
}
