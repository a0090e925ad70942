using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class TaskPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Task.Run", "count++ in two tasks", FailureKind.Assertion,
            buggy: async () =>
            {
                var count = 0;
                await Task.WhenAll(Task.Run(() => count++), Task.Run(() => count++));
                Assert.Equal(2, count);
            },
            correct: async () =>
            {
                var count = 0;
                await Task.WhenAll(Task.Run(() => Interlocked.Increment(ref count)), Task.Run(() => Interlocked.Increment(ref count)));
                Assert.Equal(2, count);
            }),

        new("Task.Run", "the result read before the task is awaited", FailureKind.Assertion,
            buggy: async () =>
            {
                var config = "";
                var loading = Task.Run(() => config = "loaded");
                await Task.Yield();
                Assert.Equal("loaded", config);
                await loading;
            },
            correct: async () =>
            {
                var config = "";
                var loading = Task.Run(() => config = "loaded");
                await loading;
                Assert.Equal("loaded", config);
            }),

        new("Task.Unwrap", "the outer task awaited, and not what it returned", FailureKind.Assertion,
            buggy: async () =>
            {
                var saved = false;
                await Task.Factory.StartNew(Save);
                Assert.True(saved);

                async Task Save()
                {
                    await Task.Yield();
                    saved = true;
                }
            },
            correct: async () =>
            {
                var saved = false;
                await Task.Factory.StartNew(Save).Unwrap();
                Assert.True(saved);

                async Task Save()
                {
                    await Task.Yield();
                    saved = true;
                }
            }),

        new("Task.Unwrap", "a signal given only to who awaits it already, within a continuation", FailureKind.Deadlock,
            buggy: () => ContinueUntil(givesAlways: false),
            correct: () => ContinueUntil(givesAlways: true)),

        new("Task.Run", "an exception that nobody observes", FailureKind.Exception,
            buggy: async () =>
            {
                var closed = false;
                _ = Task.Run(() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed), "log"));
                await Task.Yield();
                Volatile.Write(ref closed, true);
            },
            correct: async () =>
            {
                var closed = false;
                var writing = Task.Run(() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed), "log"));
                await writing;
                Volatile.Write(ref closed, true);
            }),

        new("TaskFactory.StartNew", "an async lambda awaited only up to its first await", FailureKind.Assertion,
            buggy: () => Start(unwrap: false),
            correct: () => Start(unwrap: true)),

        new("Task.Start", "started by two", FailureKind.Exception,
            buggy: () => StartOnce(claim: false),
            correct: () => StartOnce(claim: true)),

        new("Task.Wait", "sync over async under a lock", FailureKind.Deadlock,
            buggy: () => WaitUnderLock(inside: true),
            correct: () => WaitUnderLock(inside: false)),

        new("Task.Result", "two tasks that need each other's result", FailureKind.Deadlock,
            buggy: () => Mutual(direct: false),
            correct: () => Mutual(direct: true)),

        new("Task.IsCompleted", "not completed now, so it is started again", FailureKind.Assertion,
            buggy: () => Refresh(locked: false),
            correct: () => Refresh(locked: true)),

        new("Task.ContinueWith", "runs beside what comes next", FailureKind.Assertion,
            buggy: () => Continue(wait: false),
            correct: () => Continue(wait: true)),

        new("Task.ContinueWith(OnlyOnFaulted)", "the error handler is not awaited", FailureKind.Assertion,
            buggy: () => Faulted(wait: false),
            correct: () => Faulted(wait: true)),

        new("Task.WhenAll", "a list that all add to", FailureKind.DataRace,
            buggy: () => Collect(locked: false),
            correct: () => Collect(locked: true)),

        new("Task.WhenAny", "either of two who are asked, neither continued inline", FailureKind.Assertion,
            buggy: () => FirstAnswer(expectFirst: true),
            correct: () => FirstAnswer(expectFirst: false)),

        new("Task.WhenAny", "the loser goes on and writes", FailureKind.Assertion,
            buggy: () => Any(stopLoser: false),
            correct: () => Any(stopLoser: true)),

        new("Task.WhenEach", "results taken in the order of the tasks", FailureKind.Assertion,
            buggy: () => Each(sort: false),
            correct: () => Each(sort: true)),

        new("Task.WaitAll", "waits for those in the list when it was copied", FailureKind.Assertion,
            buggy: () => WaitAll(early: true),
            correct: () => WaitAll(early: false)),

        new("Task.WaitAny", "the first is not the best", FailureKind.Assertion,
            buggy: () => WaitAny(all: false),
            correct: () => WaitAny(all: true)),

        new("TaskCompletionSource.SetResult", "completed by two", FailureKind.Exception,
            buggy: () => Complete(tryOnly: false),
            correct: () => Complete(tryOnly: true)),

        new("TaskCompletionSource.SetResult", "who awaits it goes on inside the lock", FailureKind.Assertion,
            buggy: () => Inside(TaskCreationOptions.None),
            correct: () => Inside(TaskCreationOptions.RunContinuationsAsynchronously)),

        new("TaskCompletionSource.Task", "replaced between signal and wait", FailureKind.Deadlock,
            buggy: () => Replace(early: false),
            correct: () => Replace(early: true)),

        new("ValueTask.await", "a shared result awaited before it is stored", FailureKind.Assertion,
            buggy: () => Shared(locked: false),
            correct: () => Shared(locked: true)),

        new("async void.method", "its end is nobody's business", FailureKind.Assertion,
            buggy: () => Void(asTask: false),
            correct: () => Void(asTask: true)),

        new("IAsyncEnumerable.MoveNextAsync", "a producer that shares its buffer", FailureKind.Assertion,
            buggy: () => Stream(copy: false),
            correct: () => Stream(copy: true)),

        new("IAsyncDisposable.DisposeAsync", "disposed while a flush is under way", FailureKind.Assertion,
            buggy: () => Disposing(wait: false),
            correct: () => Disposing(wait: true)),

        new("Parallel.For", "a sum without an owner", FailureKind.Assertion,
            buggy: () => Sum(atomic: false),
            correct: () => Sum(atomic: true)),

        new("Parallel.ForEach", "a list filled by all", FailureKind.DataRace,
            buggy: () => Fill(locked: false),
            correct: () => Fill(locked: true)),

        new("Parallel.Invoke", "the second step needs the first", FailureKind.Assertion,
            buggy: () => Steps(parallel: true),
            correct: () => Steps(parallel: false)),

        new("Parallel.ForEachAsync", "check-then-act between two awaits", FailureKind.Assertion,
            buggy: () => Claim(oneStep: false),
            correct: () => Claim(oneStep: true)),

        new("ThreadPool.QueueUserWorkItem", "signalled before the work is done", FailureKind.Assertion,
            buggy: () => Queue(signalFirst: true),
            correct: () => Queue(signalFirst: false)),

        new("Thread.Join(timeout)", "gives up and reads on", FailureKind.Assertion,
            buggy: () => Join(retry: false),
            correct: () => Join(retry: true)),

        new("Thread.Interrupt", "an interrupt outside the wait that it was meant for", FailureKind.Exception,
            buggy: () => Interrupt(guarded: false),
            correct: () => Interrupt(guarded: true)),
    ];

    private static async Task Start(bool unwrap)
    {
        var done = false;
        var outer = Task.Factory.StartNew(
            async () =>
            {
                await Task.Yield();
                done = true;
            },
            CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        var inner = await outer;
        if (unwrap)
        {
            await inner;
        }

        await Task.Yield();
        Assert.True(done);
        await inner;
    }

    private static async Task ContinueUntil(bool givesAlways)
    {
        var signal = new TaskCompletionSource<int>();
        var isAwaited = false;
        var received = Task.CompletedTask.ContinueWith(async _ =>
        {
            Volatile.Write(ref isAwaited, true);
            return await signal.Task;
        }).Unwrap();
        if (givesAlways || Volatile.Read(ref isAwaited))
        {
            signal.SetResult(7);
        }

        Assert.Equal(7, await received);
    }

    private static void StartOnce(bool claim)
    {
        var work = new Task(() => { });
        var claimed = 0;
        InThreads(Begin, Begin);
        work.Wait();

        void Begin()
        {
            if (claim ? Interlocked.Exchange(ref claimed, 1) == 0 : work.Status == TaskStatus.Created)
            {
                work.Start(TaskScheduler.Default);
            }
        }
    }

    private static async Task WaitUnderLock(bool inside)
    {
        object gate = new();
        var value = 0;
        var loading = Task.Run(() => { lock (gate) { value = 1; } });
        await Task.Yield();
        lock (gate)
        {
            if (inside)
            {
                loading.Wait();
            }
        }

        await loading;
        Assert.Equal(1, value);
    }

    private static async Task Mutual(bool direct)
    {
        Task<int>? second = null;
        var ready = false;
        var first = Task.Run(() => !direct && Volatile.Read(ref ready) ? second!.Result : 1);
        second = Task.Run(() => direct ? 2 : first.Result);
        Volatile.Write(ref ready, true);
        await Task.WhenAll(first, second);
    }

    private static async Task Refresh(bool locked)
    {
        object gate = new();
        Task? refreshing = null;
        var loads = 0;
        await InTasks(Get, Get);
        Assert.Equal(1, loads);

        async Task Get()
        {
            if (locked)
            {
                Task mine;
                lock (gate)
                {
                    mine = refreshing ??= Load();
                }

                await mine;
                return;
            }

            await (refreshing ??= Load());
        }

        async Task Load()
        {
            Interlocked.Increment(ref loads);
            await Task.Yield();
        }
    }

    private static async Task Continue(bool wait)
    {
        var log = "";
        var working = Task.Run(() => { });
        var logging = working.ContinueWith(_ => Volatile.Write(ref log, "done"), TaskScheduler.Default);
        await (wait ? logging : working);
        Assert.Equal("done", Volatile.Read(ref log));
        await logging;
    }

    private static async Task Faulted(bool wait)
    {
        var errors = 0;
        var working = Task.Run(() => throw new TimeoutException());
        var handling = working.ContinueWith(
            failed => Interlocked.Add(ref errors, failed.Exception!.InnerExceptions.Count), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await Assert.ThrowsAsync<TimeoutException>(() => working);
        if (wait)
        {
            await handling;
        }

        Assert.Equal(1, Volatile.Read(ref errors));
        await handling;
    }

    private static async Task FirstAnswer(bool expectFirst)
    {
        TaskCompletionSource<int>[] answers = [new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)];
        var asked = InTasks(() => answers[0].SetResult(1), () => answers[1].SetResult(2));
        var first = await await Task.WhenAny(answers[0].Task, answers[1].Task);
        await Task.WhenAll(answers[0].Task, answers[1].Task);
        await asked;
        Assert.True(first == 1 || !expectFirst);
    }

    private static async Task Collect(bool locked)
    {
        var results = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() =>
        {
            if (!locked)
            {
                results.Add(i);
                return;
            }

            lock (results)
            {
                results.Add(i);
            }
        })));
        Assert.Equal(3, results.Count);
    }

    private static async Task Any(bool stopLoser)
    {
        using CancellationTokenSource loser = new();
        var answer = "";
        var won = 0;
        var tasks = new[] { Ask("near"), Ask("far") };
        await Task.WhenAny(tasks);
        var first = Volatile.Read(ref answer);
        await Task.WhenAll(tasks);
        Assert.Equal(first, answer);

        Task Ask(string server) => Task.Run(() =>
        {
            if (!stopLoser || Interlocked.Exchange(ref won, 1) == 0)
            {
                Volatile.Write(ref answer, server);
            }
            else
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref answer).Length > 0);
            }
        });
    }

    private static async Task Each(bool sort)
    {
        var seen = new List<int>();
        await foreach (var done in Task.WhenEach(Task.Run(() => 1), Task.Run(() => 2)))
        {
            seen.Add(await done);
        }

        if (sort)
        {
            seen.Sort();
        }

        Assert.Equal([1, 2], seen);
    }

    private static void WaitAll(bool early)
    {
        List<Task> tasks = [];
        var done = 0;
        var child = new TaskCompletionSource();
        var parent = Task.Run(() =>
        {
            lock (tasks)
            {
                tasks.Add(Task.Run(() => Interlocked.Increment(ref done)));
            }

            child.SetResult();
        });
        if (!early)
        {
            child.Task.Wait();
        }

        Task[] all;
        lock (tasks)
        {
            all = [.. tasks];
        }

        Task.WaitAll([parent, .. all]);
        Assert.Equal(1, Volatile.Read(ref done));
    }

    private static void WaitAny(bool all)
    {
        var best = 0;
        var offers = new[] { Task.Run(() => Offer(1)), Task.Run(() => Offer(2)) };
        if (all)
        {
            Task.WaitAll(offers);
        }
        else
        {
            Task.WaitAny(offers);
        }

        Assert.Equal(2, Volatile.Read(ref best));
        Task.WaitAll(offers);

        void Offer(int price)
        {
            for (var seen = Volatile.Read(ref best); price > seen; seen = Volatile.Read(ref best))
            {
                Interlocked.CompareExchange(ref best, price, seen);
            }
        }
    }

    private static async Task Complete(bool tryOnly)
    {
        var source = new TaskCompletionSource<int>();
        await InTasks(() => Answer(1), () => Answer(2));
        await source.Task;

        void Answer(int value)
        {
            if (tryOnly)
            {
                source.TrySetResult(value);
            }
            else if (!source.Task.IsCompleted)
            {
                source.SetResult(value);
            }
        }
    }

    private static Task Inside(TaskCreationOptions options)
    {
        object gate = new();
        var (whole, source) = (true, new TaskCompletionSource(options));
        return InTasks(Look, Change);

        async Task Look()
        {
            await source.Task;
            lock (gate)
            {
                Assert.True(whole);
            }
        }

        Task Change()
        {
            lock (gate)
            {
                whole = false;
                source.SetResult();
                whole = true;
            }

            return Task.CompletedTask;
        }
    }

    private static async Task Replace(bool early)
    {
        var signal = new TaskCompletionSource();
        var changed = false;
        var mine = early ? signal.Task : null;
        var changing = Task.Run(() =>
        {
            Volatile.Write(ref changed, true);
            Interlocked.Exchange(ref signal, new TaskCompletionSource()).SetResult();
        });
        if (!Volatile.Read(ref changed))
        {
            await (mine ?? Volatile.Read(ref signal).Task);
        }

        await changing;
    }

    private static async Task Shared(bool locked)
    {
        using SemaphoreSlim gate = new(1);
        string? cached = null;
        var loads = 0;
        await InTasks(async () => await Get(), async () => await Get());
        Assert.Equal(1, loads);

        async ValueTask<string> Get()
        {
            if (locked)
            {
                await gate.WaitAsync();
            }

            cached ??= await Load();
            if (locked)
            {
                gate.Release();
            }

            return cached;
        }

        async ValueTask<string> Load()
        {
            Interlocked.Increment(ref loads);
            await Task.Yield();
            return "loaded";
        }
    }

    private static async Task Void(bool asTask)
    {
        var saved = false;
        if (asTask)
        {
            await Save();
        }
        else
        {
            SaveVoid();
        }

        await Task.Yield();
        Assert.True(saved);

        async void SaveVoid() => await Save();

        async Task Save()
        {
            await Task.Yield();
            saved = true;
        }
    }

    private static async Task Stream(bool copy)
    {
        var buffer = new int[1];
        var used = new List<Task<int>>();
        await foreach (var page in Pages())
        {
            used.Add(Task.Run(() => page[0]));
        }

        var pages = await Task.WhenAll(used);
        Assert.Equal([1, 2], pages);

        async IAsyncEnumerable<int[]> Pages()
        {
            for (var i = 1; i <= 2; i++)
            {
                await Task.Yield();
                buffer[0] = i;
                yield return copy ? [i] : buffer;
            }
        }
    }

    private static async Task Disposing(bool wait)
    {
        var file = new LogFile(wait);
        Task flushing;
        await using (file)
        {
            flushing = Task.Run(file.FlushAsync);
            await Task.Yield();
            if (wait)
            {
                await flushing;
            }
        }

        await flushing;
        Assert.False(file.WroteAfterClose);
    }

    private static void Sum(bool atomic)
    {
        var total = 0;
        Parallel.For(0, 3, i =>
        {
            if (atomic)
            {
                Interlocked.Add(ref total, i);
            }
            else
            {
                total += i;
            }
        });
        Assert.Equal(3, total);
    }

    private static void Fill(bool locked)
    {
        var squares = new List<int>();
        Parallel.ForEach([1, 2, 3], number =>
        {
            if (!locked)
            {
                squares.Add(number * number);
                return;
            }

            lock (squares)
            {
                squares.Add(number * number);
            }
        });
        Assert.Equal(3, squares.Count);
    }

    private static void Steps(bool parallel)
    {
        var (loaded, seen) = (false, false);
        if (parallel)
        {
            Parallel.Invoke(() => loaded = true, () => seen = loaded);
        }
        else
        {
            Parallel.Invoke(() => loaded = true);
            Parallel.Invoke(() => seen = loaded);
        }

        Assert.True(seen);
    }

    private static async Task Claim(bool oneStep)
    {
        var taken = 0;
        var winners = 0;
        await Parallel.ForEachAsync([1, 2], async (_, _) =>
        {
            var free = oneStep ? Interlocked.Exchange(ref taken, 1) == 0 : Volatile.Read(ref taken) == 0;
            await Task.Yield();
            if (free)
            {
                Volatile.Write(ref taken, 1);
                Interlocked.Increment(ref winners);
            }
        });
        Assert.Equal(1, winners);
    }

    private static void Queue(bool signalFirst)
    {
        using ManualResetEventSlim done = new();
        var result = 0;
        ThreadPool.QueueUserWorkItem(_ =>
        {
            if (signalFirst)
            {
                done.Set();
            }

            Volatile.Write(ref result, 42);
            done.Set();
        });
        done.Wait();
        Assert.Equal(42, Volatile.Read(ref result));
    }

    private static void Join(bool retry)
    {
        var done = false;
        var worker = new Thread(() =>
        {
            Thread.Sleep(50);
            Volatile.Write(ref done, true);
        });
        worker.Start();
        while (!worker.Join(50) && retry)
        {
            // Not yet.
        }

        Assert.True(Volatile.Read(ref done));
        worker.Join();
    }

    private static void Interrupt(bool guarded)
    {
        object gate = new();
        var worker = new Thread(() =>
        {
            try
            {
                Thread.Sleep(10);
            }
            catch (ThreadInterruptedException)
            {
                return;
            }

            try
            {
                Monitor.Enter(gate);
                Monitor.Exit(gate);
            }
            catch (ThreadInterruptedException) when (guarded)
            {
                // Too late, and nothing to undo.
            }
        });
        worker.Start();
        lock (gate)
        {
            Thread.Sleep(10);
            worker.Interrupt();
        }

        worker.Join();
    }

    private sealed class LogFile(bool waits) : IAsyncDisposable
    {
        private bool closed;

        public bool WroteAfterClose { get; private set; }

        public async Task FlushAsync()
        {
            await Task.Yield();
            WroteAfterClose |= Volatile.Read(ref closed);
        }

        public async ValueTask DisposeAsync()
        {
            Volatile.Write(ref closed, true);
            await (waits ? Task.CompletedTask : Task.Delay(1));
        }
    }
}
