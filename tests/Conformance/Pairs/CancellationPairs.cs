using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class CancellationPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("CancellationTokenSource.Cancel", "cancelled after it was disposed", FailureKind.Exception,
            buggy: () => DisposeOrCancel(locked: false),
            correct: () => DisposeOrCancel(locked: true)),

        new("CancellationTokenSource.Cancel", "a callback takes the lock that is held", FailureKind.Deadlock,
            buggy: () => UnderLock(inside: true),
            correct: () => UnderLock(inside: false)),

        new("CancellationTokenSource.CancelAsync", "not awaited before the result is read", FailureKind.Assertion,
            buggy: () => CancelAsync(wait: false),
            correct: () => CancelAsync(wait: true)),

        new("CancellationTokenSource.CancelAfter", "the deadline comes just before the answer", FailureKind.Exception,
            buggy: () => Deadline(TimeSpan.FromMilliseconds(50)),
            correct: () => Deadline(TimeSpan.FromSeconds(50))),

        new("CancellationTokenSource.IsCancellationRequested", "asked once before a long step", FailureKind.Assertion,
            buggy: () => AskOnce(claim: false),
            correct: () => AskOnce(claim: true)),

        new("CancellationTokenSource.CreateLinkedTokenSource", "linked to a source that is disposed first", FailureKind.Exception,
            buggy: () => Linked(late: true),
            correct: () => Linked(late: false)),

        new("CancellationTokenSource.TryReset", "pooled again though it was cancelled", FailureKind.Assertion,
            buggy: () => Reset(useResult: false),
            correct: () => Reset(useResult: true)),

        new("CancellationToken.Register", "the callback uses what is already closed", FailureKind.Assertion,
            buggy: () => Callback(disposeFirst: false),
            correct: () => Callback(disposeFirst: true)),

        new("CancellationTokenRegistration.Dispose", "waits for a callback that waits for the lock", FailureKind.Deadlock,
            buggy: () => Registration(r => r.Dispose()),
            correct: () => Registration(r => r.Unregister())),

        new("CancellationTokenRegistration.Unregister", "does not wait for a callback that runs", FailureKind.Assertion,
            buggy: () => Running(r => r.Unregister()),
            correct: () => Running(r => r.Dispose())),

        new("CancellationToken.ThrowIfCancellationRequested", "between two halves of a change", FailureKind.Assertion,
            buggy: () => Halves(between: true),
            correct: () => Halves(between: false)),

        new("CancellationToken.WaitHandle", "the stop seen before the last item", FailureKind.Assertion,
            buggy: () => Handle(drain: false),
            correct: () => Handle(drain: true)),
    ];

    private static void DisposeOrCancel(bool locked)
    {
        var source = new CancellationTokenSource();
        object gate = new();
        var disposed = false;
        InThreads(
            () =>
            {
                lock (gate)
                {
                    disposed = true;
                    source.Dispose();
                }
            },
            () =>
            {
                if (!locked)
                {
                    source.Cancel();
                    return;
                }

                lock (gate)
                {
                    if (!disposed)
                    {
                        source.Cancel();
                    }
                }
            });
    }

    private static void UnderLock(bool inside)
    {
        using CancellationTokenSource source = new();
        Lock gate = new();
        using ManualResetEventSlim started = new();
        InThreads(
            () =>
            {
                using (source.Token.Register(started.Set))
                {
                    lock (gate)
                    {
                        if (inside)
                        {
                            started.Wait();
                        }
                    }

                    started.Wait();
                }
            },
            () =>
            {
                // Only a holder of the lock may cancel.
                lock (gate)
                {
                    source.Cancel();
                }
            });
    }

    private static async Task CancelAsync(bool wait)
    {
        using CancellationTokenSource source = new();
        var cleaned = false;
        source.Token.Register(() => cleaned = true);
        var cancelling = source.CancelAsync();
        if (wait)
        {
            await cancelling;
        }

        await Task.Yield();
        Assert.True(cleaned);
        await cancelling;
    }

    private static async Task Deadline(TimeSpan patience)
    {
        using CancellationTokenSource source = new();
        var answer = new TaskCompletionSource<int>();
        using var registration = source.Token.Register(() => answer.TrySetCanceled());
        source.CancelAfter(patience);
        var serving = Task.Run(async () =>
        {
            await Task.Delay(50);
            answer.TrySetResult(42);
        });
        Assert.Equal(42, await answer.Task);
        await serving;
    }

    private static void AskOnce(bool claim)
    {
        using CancellationTokenSource source = new();
        var state = 0;
        bool committed = false, cancelled = false;
        InThreads(
            () =>
            {
                source.Cancel();
                cancelled = !claim || Interlocked.CompareExchange(ref state, 1, 0) == 0;
            },
            () =>
            {
                if (!source.IsCancellationRequested && (!claim || Interlocked.CompareExchange(ref state, 2, 0) == 0))
                {
                    committed = true;
                }
            });
        Assert.False(committed && cancelled);
    }

    private static async Task Linked(bool late)
    {
        var parent = new CancellationTokenSource();
        var token = parent.Token;
        var early = late ? null : CancellationTokenSource.CreateLinkedTokenSource(token);
        var working = Task.Run(() =>
        {
            using var linked = early ?? CancellationTokenSource.CreateLinkedTokenSource(parent.Token);
            Assert.False(linked.IsCancellationRequested);
        });
        await Task.Yield();
        parent.Dispose();
        await working;
    }

    private static void Reset(bool useResult)
    {
        using CancellationTokenSource source = new();
        var cancelled = false;
        InThreads(() => source.Cancel(), () =>
        {
            if (source.TryReset() || !useResult)
            {
                cancelled = !useResult && source.IsCancellationRequested;
            }
        });
        Assert.False(cancelled);
    }

    private static void Callback(bool disposeFirst)
    {
        using CancellationTokenSource source = new();
        bool closed = false, usedClosed = false;
        var registration = source.Token.Register(() => usedClosed = Volatile.Read(ref closed));
        InThreads(() => source.Cancel(), () =>
        {
            if (disposeFirst)
            {
                registration.Dispose();
            }

            Volatile.Write(ref closed, true);
            registration.Dispose();
        });
        Assert.False(usedClosed);
    }

    private static void Registration(Action<CancellationTokenRegistration> remove)
    {
        using CancellationTokenSource source = new();
        object gate = new();
        var waiters = 1;
        var registration = source.Token.Register(() =>
        {
            lock (gate)
            {
                waiters--;
            }
        });
        InThreads(() => source.Cancel(), () =>
        {
            lock (gate)
            {
                remove(registration);
            }
        });
        Assert.InRange(waiters, 0, 1);
    }

    private static void Running(Action<CancellationTokenRegistration> remove)
    {
        using CancellationTokenSource source = new();
        var steps = 0;
        var registration = source.Token.Register(() =>
        {
            Interlocked.Increment(ref steps);
            Interlocked.Increment(ref steps);
        });
        InThreads(() => source.Cancel(), () =>
        {
            remove(registration);
            var before = Volatile.Read(ref steps);
            Assert.Equal(before, Volatile.Read(ref steps));
            Assert.NotEqual(1, before);
        });
    }

    private static void Halves(bool between)
    {
        using CancellationTokenSource source = new();
        int debit = 0, credit = 0;
        InThreads(() => source.Cancel(), () =>
        {
            try
            {
                source.Token.ThrowIfCancellationRequested();
                debit++;
                if (between)
                {
                    source.Token.ThrowIfCancellationRequested();
                }

                credit++;
            }
            catch (OperationCanceledException)
            {
                // Cancelled.
            }
        });
        Assert.Equal(debit, credit);
    }

    private static void Handle(bool drain)
    {
        using CancellationTokenSource source = new();
        using AutoResetEvent item = new(false);
        var done = 0;
        InThreads(() => { item.Set(); source.Cancel(); }, () =>
        {
            while (WaitHandle.WaitAny([source.Token.WaitHandle, item]) == 1)
            {
                done++;
            }

            done += drain && item.WaitOne(0) ? 1 : 0;
        });
        Assert.Equal(1, done);
    }
}
