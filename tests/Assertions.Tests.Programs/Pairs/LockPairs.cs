namespace ConcurrencyTrace.Assertions.Tests.Programs.Pairs;

/// <summary>Deadlocks and locks.</summary>
internal static class LockPairs
{
    public static IReadOnlyList<Pair> All() =>
    [
        Pair.Explored(
            "HaveNoDeadlock",
            trace => trace.Should().HaveNoDeadlock(),
            async () =>
            {
                var done = new SemaphoreSlim(0);
                await done.WaitAsync(); // nobody releases it
            },
            async () =>
            {
                var done = new SemaphoreSlim(1);
                await done.WaitAsync();
            }),
        Pair.Explored(
            "HaveNoDeadlock, where the body has ended",
            trace => trace.Should().HaveNoDeadlock(),
            () =>
            {
                var (a, b, one, other) = (new Lock(), new Lock(), new SemaphoreSlim(0), new SemaphoreSlim(0));
                _ = Task.Run(() => Take(a, b, one, other));
                _ = Task.Run(() => Take(b, a, other, one));
                return Task.CompletedTask; // nobody awaits the two

                static void Take(Lock mine, Lock theirs, SemaphoreSlim ready, SemaphoreSlim othersReady)
                {
                    lock (mine)
                    {
                        ready.Release();
                        othersReady.Wait();
                        lock (theirs)
                        {
                        }
                    }
                }
            },
            () =>
            {
                var (a, b, one, other) = (new Lock(), new Lock(), new SemaphoreSlim(0), new SemaphoreSlim(0));
                _ = Task.Run(() => Take(a, b, one, other));
                _ = Task.Run(() => Take(b, a, other, one));
                return Task.CompletedTask;

                static void Take(Lock mine, Lock theirs, SemaphoreSlim ready, SemaphoreSlim othersReady)
                {
                    lock (mine)
                    {
                        ready.Release();
                        othersReady.Wait();
                    }

                    lock (theirs)
                    {
                    }
                }
            }),
        Pair.Explored(
            "HaveNoPotentialDeadlock",
            trace => trace.Should().HaveNoPotentialDeadlock("transfers go both ways"),
            async () =>
            {
                var (a, b, first) = (new Lock(), new Lock(), new SemaphoreSlim(0));
                await Task.WhenAll(
                    Task.Run(() =>
                    {
                        lock (a)
                        {
                            lock (b)
                            {
                            }
                        }

                        first.Release();
                    }),
                    Task.Run(() =>
                    {
                        first.Wait(); // in this schedule; nothing makes it so in the next program
                        lock (b)
                        {
                            lock (a)
                            {
                            }
                        }
                    }));
            },
            async () =>
            {
                var (a, b) = (new Lock(), new Lock());
                await Task.WhenAll(Task.Run(Both), Task.Run(Both));

                void Both()
                {
                    lock (a)
                    {
                        lock (b)
                        {
                        }
                    }
                }
            }),
        Pair.Explored(
            "HaveMaxLockHoldTime",
            trace => trace.Should().HaveMaxLockHoldTime(10.Milliseconds()),
            () =>
            {
                lock (new object())
                {
                    Thread.Sleep(50);
                }

                return Task.CompletedTask;
            },
            () =>
            {
                lock (new object())
                {
                    Thread.Sleep(10);
                }

                return Task.CompletedTask;
            }),
        Pair.Explored(
            "HaveMaxContentions",
            trace => trace.Should().HaveMaxContentions(0),
            async () =>
            {
                var gate = new Lock();
                var held = new SemaphoreSlim(0);
                var holder = Task.Run(() =>
                {
                    lock (gate)
                    {
                        held.Release();
                        Thread.Sleep(1); // so that the other comes to the lock
                    }
                });
                await held.WaitAsync();
                lock (gate)
                {
                }

                await holder;
            },
            async () =>
            {
                var gate = new Lock();
                await Task.Run(() =>
                {
                    lock (gate)
                    {
                    }
                });
                lock (gate)
                {
                }
            }),
        Pair.Explored(
            "HaveNoInlineContinuationsUnderLock",
            trace => trace.Should().HaveNoInlineContinuationsUnderLock(),
            async () =>
            {
                var gate = new Lock();
                var ready = new TaskCompletionSource();
                var waiter = Waiter();
                lock (gate)
                {
                    ready.SetResult();
                }

                await waiter;

                async Task Waiter() => await ready.Task;
            },
            async () =>
            {
                var gate = new Lock();
                var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var waiter = Waiter();
                lock (gate)
                {
                    ready.SetResult();
                }

                await waiter;

                async Task Waiter() => await ready.Task;
            }).OfExploreModeOnly(),
    ];
}
