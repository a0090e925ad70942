using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Locks, events and what is waited for with a limit come to the same under control.</summary>
public class SynchronizationScripts
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly CancellationToken Cancelled = new(true);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Monitors() => AlikeAndControlled(script =>
    {
        object gate = new();
        script.Get(() => Taken((ref bool taken) => Monitor.TryEnter(gate, ref taken)));
        script.Get(() => Taken((ref bool taken) => Monitor.TryEnter(gate, 1, ref taken)));
        script.Get(() => Taken((ref bool taken) => Monitor.TryEnter(gate, Short, ref taken)));
        script.Get(() => Taken((ref bool taken) => Monitor.Enter(gate, ref taken)));
        script.Get(() => (Monitor.TryEnter(gate), Monitor.TryEnter(gate, 1), Monitor.TryEnter(gate, Short)));
        script.Get(() => Monitor.TryEnter(gate, -2));
        script.Get(() => (Monitor.Wait(gate, 1), Monitor.Wait(gate, Short)));
        script.Get(() => (Monitor.Wait(gate, 1, false), Monitor.Wait(gate, Short, false)));
        script.Get(() => Monitor.Wait(gate, -2));
        script.Do(() => Monitor.Enter(gate));
        script.Do(() => Monitor.Exit(gate));
        script.Do(() => Monitor.Pulse(gate));
        script.Do(() => Monitor.PulseAll(gate));
        script.Get(() => Monitor.IsEntered(gate));
        script.Do(() => Monitor.Exit(new object()));
        script.Get(() => Monitor.Wait(new object(), 1));
        script.Do(() => Monitor.Enter(null!));
        for (var i = 0; i < 7; i++)
        {
            script.Do(() => Monitor.Exit(gate));
        }

        static bool Taken(Taking take)
        {
            var taken = false;
            take(ref taken);
            return taken;
        }
    });

    [Fact]
    public void Locks() => AlikeAndControlled(script =>
    {
        Lock gate = new();
        script.Get(() => (gate.TryEnter(), gate.TryEnter(1), gate.TryEnter(Short), gate.IsHeldByCurrentThread));
        script.Get(() => gate.TryEnter(-2));
        script.Do(gate.Exit);
        script.Do(gate.Exit);
        script.Do(gate.Exit);
        script.Do(gate.Exit);
        script.Do(gate.Enter);
        script.Do(gate.Exit);
    });

    [Fact]
    public void Semaphores() => AlikeAndControlled(script =>
    {
        SemaphoreSlim slots = new(4, 5);
        script.Do(() => slots.Wait());
        script.Do(() => slots.Wait(Never));
        script.Do(() => slots.Wait(Cancelled));
        script.Get(() => (slots.Wait(1), slots.Wait(Short), slots.Wait(1, Never), slots.Wait(Short, Never)));
        script.Get(() => slots.Release(2));
        script.Do(() => slots.WaitAsync().Wait());
        script.Do(() => slots.WaitAsync(Never).Wait());
        script.Get(() => (slots.WaitAsync(1).Result, slots.WaitAsync(Short).Result, slots.WaitAsync(1, Never).Result, slots.WaitAsync(Short, Never).Result));
        script.Get(() => slots.WaitAsync(1, Cancelled).Result);
        script.Get(() => slots.Release(9));
        script.Get(() => slots.Release(-1));
        script.Get(() => slots.CurrentCount);
    });

    [Fact]
    public void Events_with_limits() => AlikeAndControlled(script =>
    {
        using ManualResetEventSlim slim = new();
        using CountdownEvent count = new(1);
        using Barrier barrier = new(2);
        script.Get(() => (slim.Wait(1), slim.Wait(Short), slim.Wait(1, Never), slim.Wait(Short, Never)));
        script.Get(() => slim.Wait(Short, Cancelled));
        script.Get(() => (count.Wait(1), count.Wait(Short), count.Wait(1, Never), count.Wait(Short, Never), count.TryAddCount(), count.TryAddCount(2)));
        script.Get(() => count.Wait(Short, Cancelled));
        script.Get(() => count.TryAddCount(-1));
        script.Get(() => (barrier.SignalAndWait(1), barrier.SignalAndWait(Short), barrier.SignalAndWait(1, Never), barrier.SignalAndWait(Short, Never)));
        script.Get(() => barrier.SignalAndWait(Short, Cancelled));
    });

    [Fact]
    public void Several_handles() => AlikeAndControlled(script =>
    {
        using AutoResetEvent first = new(true);
        using ManualResetEvent second = new(false);
        WaitHandle[] both = [first, second];
        script.Get(() => (WaitHandle.WaitAny(both), WaitHandle.WaitAny(both, 1), WaitHandle.WaitAny(both, Short), WaitHandle.WaitAny(both, 1, false), WaitHandle.WaitAny(both, Short, false)));
        script.Get(() => (WaitHandle.WaitAll(both, 1), WaitHandle.WaitAll(both, Short), WaitHandle.WaitAll(both, 1, false), WaitHandle.WaitAll(both, Short, false)));
        script.Get(() => first.Set() && second.Set() && WaitHandle.WaitAll(both));
        script.Get(() => WaitHandle.WaitAny([]));
        script.Get(() => WaitHandle.WaitAll([first, first]));
        script.Get(() => WaitHandle.WaitAny(both, -2));
        script.Do(second.Close);
        script.Get(() => second.WaitOne(1));
    });

    [Fact]
    public void Cancellation() => AlikeAndControlled(script =>
    {
        using var source = new CancellationTokenSource();
        var token = source.Token;
        List<string> called = [];
        script.Get(() => (token.IsCancellationRequested, source.IsCancellationRequested, token.CanBeCanceled));
        script.Do(() => token.ThrowIfCancellationRequested());
        script.Do(() => token.Register(() => called.Add("a")));
        script.Do(() => token.Register(() => called.Add("b"), useSynchronizationContext: false));
        script.Do(() => token.Register(state => called.Add($"{state}"), "c"));
        script.Do(() => token.Register(state => called.Add($"{state}"), "d", useSynchronizationContext: false));
        script.Do(() => token.Register((state, cancelled) => called.Add($"{state} {cancelled.IsCancellationRequested}"), "e"));
        script.Do(() => token.UnsafeRegister(state => called.Add($"{state}"), "f"));
        script.Do(() => token.UnsafeRegister((state, cancelled) => called.Add($"{state} {cancelled.IsCancellationRequested}"), "g"));
        script.Do(() => token.Register(null!));
        var registration = token.Register(() => called.Add("never"));
        script.Do(() => registration.DisposeAsync().AsTask().Wait());
        script.Get(() => registration.Unregister());
        script.Do(() => source.Cancel(throwOnFirstException: true));
        script.Get(() => string.Join(" ", called));
        script.Do(() => token.ThrowIfCancellationRequested());
        script.Do(() => token.Register(() => called.Add("at once")));
        script.Get(() => called[^1]);
        using var later = new CancellationTokenSource();
        script.Do(() => later.CancelAfter(Short));
        script.Get(() => later.Token.WaitHandle.WaitOne());
        script.Do(() => later.CancelAfter(TimeSpan.FromMilliseconds(-2)));
    });

    [Fact]
    public void Monitors_of_what_is_waited_for_itself()
    {
        var result = Explorer.Run(
            async () =>
            {
                using SemaphoreSlim slots = new(0);
                using Mutex mutex = new();
                using ReaderWriterLockSlim book = new();
                var (taken, slotsTaken) = (0, 0);
                var taker = Task.Run(() =>
                {
                    slots.Wait();
                    lock (slots)
                    {
                        slotsTaken++;
                    }
                });
                lock (slots)
                {
                    slots.Release();
                    lock (mutex)
                    {
                        taken += mutex.WaitOne() ? 1 : 0;
                        mutex.ReleaseMutex();
                        lock (book)
                        {
                            book.EnterWriteLock();
                            book.ExitWriteLock();
                        }
                    }
                }

                await Task.Run(() =>
                {
                    lock (mutex)
                    {
                        taken++;
                    }
                });
                await taker;
                Assert.Equal((2, 1), (taken, slotsTaken));
            },
            new ExplorerOptions { Schedules = 100 });
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void Handles_where_the_context_wants_to_be_told_of_waits() => AlikeAndControlled(script =>
    {
        var before = SynchronizationContext.Current;
        using AutoResetEvent first = new(false), second = new(true);
        SynchronizationContext.SetSynchronizationContext(new ToldOfWaits(first));
        try
        {
            script.Get(() => second.WaitOne(1));
            script.Do(() => second.Set());
            script.Get(() => WaitHandle.WaitAny([second, first], 1));
            script.Get(() => SynchronizationContext.Current is ToldOfWaits);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    });

    private delegate void Taking(ref bool taken);

    private sealed class ToldOfWaits : SynchronizationContext
    {
        private readonly AutoResetEvent used;

        public ToldOfWaits(AutoResetEvent used)
        {
            this.used = used;
            SetWaitNotificationRequired();
        }

        public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
        {
            used.Set();
            used.Reset();
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }
    }
}
