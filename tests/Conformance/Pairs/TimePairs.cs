using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class TimePairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Timer.Dispose", "fires after what it uses was closed", FailureKind.Assertion,
            buggy: () => Dispose(wait: false),
            correct: () => Dispose(wait: true)),

        new("Timer.Change", "disarmed while its callback is on its way", FailureKind.Assertion,
            buggy: () => Disarm(check: false),
            correct: () => Disarm(check: true)),

        new("Timer.callback", "a period shorter than the work", FailureKind.Assertion,
            buggy: () => Overlap(guarded: false),
            correct: () => Overlap(guarded: true)),

        new("PeriodicTimer.WaitForNextTickAsync", "disposed by the loop's owner, a tick still on its way", FailureKind.Assertion,
            buggy: () => Ticks(joinFirst: false),
            correct: () => Ticks(joinFirst: true)),

        new("Task.Delay", "a delay in the place of synchronisation", FailureKind.Assertion,
            buggy: () => Delayed(wait: false),
            correct: () => Delayed(wait: true)),

        new("Task.Delay(token)", "a stop that comes before the loop has begun to wait", FailureKind.Exception,
            buggy: () => Cancelled(handle: false),
            correct: () => Cancelled(handle: true)),

        new("Task.Delay(token)", "cancelled at the very time it ends", FailureKind.Exception,
            buggy: () => CancelledAtTheEnd(handle: false),
            correct: () => CancelledAtTheEnd(handle: true)),

        new("Task.WaitAsync(timeout)", "the work takes as long as it may", FailureKind.Exception,
            buggy: () => InTime(handle: false),
            correct: () => InTime(handle: true)),

        new("Timer.New", "two due at one time, the later one first", FailureKind.Assertion,
            buggy: () => TwoTimers(ordered: false),
            correct: () => TwoTimers(ordered: true)),

        new("Task.WaitAsync(token)", "given up, but it still happens", FailureKind.Assertion,
            buggy: () => Late(undo: false),
            correct: () => Late(undo: true)),

        new("TimeProvider.CreateTimer", "the callback and the stop both complete", FailureKind.Exception,
            buggy: () => Provider(tryOnly: false),
            correct: () => Provider(tryOnly: true)),

        new("Thread.Sleep", "a nap in the place of a join", FailureKind.Assertion,
            buggy: () => Nap(join: false),
            correct: () => Nap(join: true)),

        new("Thread.Sleep", "a nap that is long enough for work that takes no time", FailureKind.Assertion,
            buggy: () => LongEnough(join: false),
            correct: () => LongEnough(join: true)),

        new("Task.Delay", "a delay that is long enough for work that takes no time", FailureKind.Assertion,
            buggy: () => LongEnoughDelay(wait: false),
            correct: () => LongEnoughDelay(wait: true)),

        new("Timer.callback", "a tick that comes before the work of the last is done", FailureKind.Assertion,
            buggy: () => ShortPeriod(guarded: false),
            correct: () => ShortPeriod(guarded: true)),

        new("Timer.New", "fires before whoever made it has stored it", FailureKind.Assertion,
            buggy: () => Stored(first: false),
            correct: () => Stored(first: true)),

        new("Monitor.TryEnter(timeout)", "given up just before the lock is free, and done nevertheless", FailureKind.Assertion,
            buggy: () => GivenUp(heed: false),
            correct: () => GivenUp(heed: true)),

        new("Task.Wait(timeout)", "a second is long enough for work that takes no time, a few milliseconds are not", FailureKind.Assertion,
            buggy: () => Patience(5),
            correct: () => Patience(1_000)),
    ];

    private static void Stored(bool first)
    {
        Timer? timer = null;
        var missing = false;
        using ManualResetEvent fired = new(false);
        if (first)
        {
            timer = new Timer(_ => Tick());
            timer.Change(0, Timeout.Infinite);
        }
        else
        {
            timer = new Timer(_ => Tick(), null, 0, Timeout.Infinite);
        }

        fired.WaitOne();
        timer.Dispose();
        Assert.False(missing);

        void Tick()
        {
            missing = Volatile.Read(ref timer) is null;
            fired.Set();
        }
    }

    private static void LongEnough(bool join)
    {
        var done = false;
        var worker = new Thread(() => Volatile.Write(ref done, true));
        worker.Start();
        Thread.Sleep(50);
        if (join)
        {
            worker.Join();
        }

        Assert.True(Volatile.Read(ref done));
        worker.Join();
    }

    private static async Task LongEnoughDelay(bool wait)
    {
        var done = 0;
        var work = Task.Run(() => Interlocked.Increment(ref done));
        await Task.Delay(100);
        if (wait)
        {
            await work;
        }

        Assert.Equal(1, Volatile.Read(ref done));
        await work;
    }

    private static void ShortPeriod(bool guarded)
    {
        var (total, seen) = (0, 0);
        object gate = new();
        using ManualResetEvent stopped = new(false);
        var timer = new Timer(_ => Add(), null, 1, 1);
        Thread.Sleep(3);
        timer.Dispose(stopped);
        stopped.WaitOne();
        Assert.Equal(seen, total);

        void Add()
        {
            Interlocked.Increment(ref seen);
            lock (guarded ? gate : new object())
            {
                Volatile.Write(ref total, Volatile.Read(ref total) + 1);
            }
        }
    }

    private static void GivenUp(bool heed)
    {
        object gate = new();
        var (inside, overlap) = (0, false);
        var other = new Thread(Enter);
        other.Start();
        Enter();
        other.Join();
        Assert.False(overlap);

        void Enter()
        {
            var taken = Monitor.TryEnter(gate, 5);
            if (taken || !heed)
            {
                overlap |= Interlocked.Increment(ref inside) > 1;
                Interlocked.Decrement(ref inside);
            }

            if (taken)
            {
                Monitor.Exit(gate);
            }
        }
    }

    private static void Patience(int milliseconds)
    {
        var done = 0;
        var work = Task.Run(() => Interlocked.Increment(ref done));
        Assert.True(work.Wait(milliseconds));
    }

    private static void Dispose(bool wait)
    {
        var (closed, usedClosed) = (false, false);
        using ManualResetEvent disposed = new(false);
        var timer = new Timer(_ => usedClosed |= Volatile.Read(ref closed), null, 10, Timeout.Infinite);
        Thread.Sleep(10);
        timer.Dispose(disposed);
        if (wait)
        {
            disposed.WaitOne();
        }

        Volatile.Write(ref closed, true);
        disposed.WaitOne();
        Assert.False(usedClosed);
    }

    private static void Disarm(bool check)
    {
        object gate = new();
        var (disarmed, late) = (false, false);
        using Timer timer = new(_ =>
        {
            lock (gate)
            {
                late |= disarmed && !check;
            }
        });
        timer.Change(10, Timeout.Infinite);
        Thread.Sleep(10);
        timer.Change(Timeout.Infinite, Timeout.Infinite);
        lock (gate)
        {
            disarmed = true;
        }

        Thread.Sleep(10);
        Assert.False(late);
    }

    private static void Overlap(bool guarded)
    {
        int inside = 0, overlaps = 0, running = 0;
        using (Timer timer = new(_ => Work(), null, 10, 10))
        {
            Thread.Sleep(25);
        }

        Assert.Equal(0, overlaps);

        void Work()
        {
            if (guarded && Interlocked.Exchange(ref running, 1) == 1)
            {
                return;
            }

            if (Interlocked.Increment(ref inside) > 1)
            {
                Interlocked.Increment(ref overlaps);
            }

            using var slow = new ManualResetEventSlim();
            slow.Wait(10);
            Interlocked.Decrement(ref inside);
            Volatile.Write(ref running, 0);
        }
    }

    private static async Task Ticks(bool joinFirst)
    {
        var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var (closed, usedClosed) = (false, false);
        var loop = Task.Run(async () =>
        {
            while (await timer.WaitForNextTickAsync())
            {
                usedClosed |= Volatile.Read(ref closed);
            }
        });
        await Task.Delay(20);
        timer.Dispose();
        if (joinFirst)
        {
            await loop;
        }

        Volatile.Write(ref closed, true);
        await loop;
        Assert.False(usedClosed);
    }

    private static async Task Delayed(bool wait)
    {
        var ready = false;
        var starting = Task.Run(async () =>
        {
            await Task.Delay(100);
            ready = true;
        });
        await Task.Delay(100);
        if (wait)
        {
            await starting;
        }

        Assert.True(ready);
        await starting;
    }

    private static async Task Cancelled(bool handle)
    {
        using CancellationTokenSource source = new();
        var stopping = Task.Run(() => source.Cancel());
        if (!source.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(10, source.Token);
            }
            catch (OperationCanceledException) when (handle)
            {
                // Stopped.
            }
        }

        await stopping;
    }

    private static async Task CancelledAtTheEnd(bool handle)
    {
        using CancellationTokenSource source = new(10);
        try
        {
            await Task.Delay(10, source.Token);
        }
        catch (OperationCanceledException) when (handle)
        {
            // Stopped.
        }
    }

    private static async Task InTime(bool handle)
    {
        try
        {
            await Task.Delay(50).WaitAsync(TimeSpan.FromMilliseconds(50));
        }
        catch (TimeoutException) when (handle)
        {
            // Given up.
        }
    }

    private static void TwoTimers(bool ordered)
    {
        using SemaphoreSlim ticks = new(0);
        var (opened, refused) = (false, false);
        using Timer open = new(_ => Tick(() => opened = true), null, 10, Timeout.Infinite);
        using Timer use = new(_ => Tick(() => refused = !opened), null, ordered ? 20 : 10, Timeout.Infinite);
        ticks.Wait();
        ticks.Wait();
        Assert.False(refused);

        void Tick(Action action)
        {
            action();
            ticks.Release();
        }
    }

    private static async Task Late(bool undo)
    {
        using CancellationTokenSource source = new();
        var orders = 0;
        var ordering = Task.Run(() => Interlocked.Increment(ref orders));
        var stopping = Task.Run(() => source.Cancel());
        var reported = true;
        try
        {
            await ordering.WaitAsync(source.Token);
        }
        catch (OperationCanceledException)
        {
            reported = false;
        }

        await Task.WhenAll(ordering, stopping);
        if (undo && !reported)
        {
            Interlocked.Decrement(ref orders);
        }

        Assert.Equal(reported ? 1 : 0, orders);
    }

    private static void Provider(bool tryOnly)
    {
        var finished = new TaskCompletionSource();
        using var timer = TimeProvider.System.CreateTimer(_ => Finish(), null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);
        Thread.Sleep(10);
        Finish();
        finished.Task.Wait();

        void Finish()
        {
            if (tryOnly)
            {
                finished.TrySetResult();
            }
            else if (!finished.Task.IsCompleted)
            {
                finished.SetResult();
            }
        }
    }

    private static void Nap(bool join)
    {
        var done = false;
        var worker = new Thread(() =>
        {
            Thread.Sleep(100);
            done = true;
        });
        worker.Start();
        Thread.Sleep(100);
        if (join)
        {
            worker.Join();
        }

        Assert.True(done);
        worker.Join();
    }
}
