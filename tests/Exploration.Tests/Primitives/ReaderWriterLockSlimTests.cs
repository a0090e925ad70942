using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ReaderWriterLockSlimTests
{
    [Fact]
    public void Writing_under_a_read_lock_is_found() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new ReaderWriterLockSlim();
        var count = 0;
        Action add = () =>
        {
            gate.EnterReadLock();
            count++;
            gate.ExitReadLock();
        };
        Together(add, add);
        Assert.Equal(2, count);
    });

    [Fact]
    public void Writers_exclude_everybody() => Passes(() =>
    {
        var gate = new ReaderWriterLockSlim();
        var count = 0;
        Action add = () =>
        {
            gate.EnterWriteLock();
            count++;
            gate.ExitWriteLock();
        };
        Together(add, add, () =>
        {
            gate.EnterReadLock();
            Assert.InRange(count, 0, 2);
            gate.ExitReadLock();
        });
        Assert.Equal(2, count);
    });

    [Fact]
    public void Opposite_orders_deadlock() => Fails(FailureKind.Deadlock, () =>
    {
        ReaderWriterLockSlim a = new(), b = new();
        Action nested(ReaderWriterLockSlim read, ReaderWriterLockSlim write) => () =>
        {
            read.EnterReadLock();
            write.EnterWriteLock();
            write.ExitWriteLock();
            read.ExitReadLock();
        };
        Together(nested(a, b), nested(b, a));
    });

    [Fact]
    public void Readers_do_not_exclude_each_other() => Passes(() =>
    {
        ReaderWriterLockSlim a = new(), b = new();
        Action nested(ReaderWriterLockSlim first, ReaderWriterLockSlim second) => () =>
        {
            first.EnterReadLock();
            Assert.True(second.TryEnterReadLock(0));
            second.ExitReadLock();
            first.ExitReadLock();
        };
        Together(nested(a, b), nested(b, a));
    });

    [Fact]
    public void A_waiting_writer_keeps_out_the_reader_that_another_reader_waits_for() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new ReaderWriterLockSlim();
        Together(
            () =>
            {
                gate.EnterReadLock();
                Together(() =>
                {
                    gate.EnterReadLock();
                    gate.ExitReadLock();
                });
                gate.ExitReadLock();
            },
            () =>
            {
                gate.EnterWriteLock();
                gate.ExitWriteLock();
            });
    });

    [Fact]
    public void A_waiting_writer_lets_in_a_reader_that_is_inside_already() => Passes(() =>
    {
        var gate = new ReaderWriterLockSlim(LockRecursionPolicy.SupportsRecursion);
        Together(
            () =>
            {
                gate.EnterReadLock();
                gate.EnterReadLock();
                gate.ExitReadLock();
                gate.ExitReadLock();
            },
            () =>
            {
                gate.EnterWriteLock();
                gate.EnterReadLock();
                gate.ExitReadLock();
                gate.ExitWriteLock();
            });
    });

    [Fact]
    public void A_writer_that_gives_up_lets_in_the_readers_it_kept_out() => Passes(() =>
    {
        var gate = new ReaderWriterLockSlim();
        gate.EnterReadLock();
        Together(
            () => Assert.False(gate.TryEnterWriteLock(100)),
            () =>
            {
                Assert.True(gate.TryEnterReadLock(1000));
                gate.ExitReadLock();
            });
        gate.ExitReadLock();
    });

    [Fact]
    public void Reading_first_and_writing_later_loses_an_update() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new ReaderWriterLockSlim();
        var count = 0;
        Action add = () =>
        {
            gate.EnterReadLock();
            var read = count;
            gate.ExitReadLock();
            gate.EnterWriteLock();
            count = read + 1;
            gate.ExitWriteLock();
        };
        Together(add, add);
        Assert.Equal(2, count);
    });

    [Fact]
    public void Upgrading_does_not() => Passes(() =>
    {
        var gate = new ReaderWriterLockSlim();
        var count = 0;
        Action add = () =>
        {
            gate.EnterUpgradeableReadLock();
            var read = count;
            gate.EnterWriteLock();
            count = read + 1;
            gate.ExitWriteLock();
            gate.ExitUpgradeableReadLock();
        };
        Together(add, add, () =>
        {
            gate.EnterReadLock();
            Assert.InRange(count, 0, 2);
            gate.ExitReadLock();
        });
        Assert.Equal(2, count);
    });

    [Fact]
    public void An_upgrade_that_waits_for_a_reader_that_waits_for_it_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new ReaderWriterLockSlim();
        var done = new ManualResetEventSlim();
        Together(
            () =>
            {
                gate.EnterUpgradeableReadLock();
                gate.EnterWriteLock();
                gate.ExitWriteLock();
                gate.ExitUpgradeableReadLock();
                done.Set();
            },
            () =>
            {
                gate.EnterReadLock();
                done.Wait();
                gate.ExitReadLock();
            });
    });

    [Fact]
    public void A_try_that_fails_is_seen() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new ReaderWriterLockSlim();
        Together(
            () =>
            {
                gate.EnterWriteLock();
                gate.ExitWriteLock();
            },
            () =>
            {
                Assert.True(gate.TryEnterReadLock(TimeSpan.Zero));
                gate.ExitReadLock();
            });
    });

    [Fact]
    public void An_upgradeable_lock_is_for_one() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new ReaderWriterLockSlim();
        Action visit = () =>
        {
            Assert.True(gate.TryEnterUpgradeableReadLock(0));
            gate.ExitUpgradeableReadLock();
        };
        Together(visit, visit);
    });

    [Fact]
    public void Waits_time_out_in_virtual_time() => Passes(() =>
    {
        var gate = new ReaderWriterLockSlim();
        gate.EnterWriteLock();
        Together(
            () => Assert.False(gate.TryEnterReadLock(TimeSpan.FromDays(1))),
            () => Assert.False(gate.TryEnterWriteLock(1000)),
            () => Assert.False(gate.TryEnterUpgradeableReadLock(1000)));
        gate.ExitWriteLock();
    });

    [Fact]
    public void What_a_pool_thread_leaves_locked_stays_locked_and_does_not_leak() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new ReaderWriterLockSlim();
        Task.Run(gate.EnterReadLock).Wait();
        Together(gate.EnterWriteLock);
    });

    [Theory]
    [InlineData(LockRecursionPolicy.NoRecursion)]
    [InlineData(LockRecursionPolicy.SupportsRecursion)]
    public void Calls_come_to_the_same_under_control(LockRecursionPolicy policy) => Alike(script =>
    {
        var gate = new ReaderWriterLockSlim(policy);
        script.Do(gate.ExitReadLock);
        script.Do(gate.ExitWriteLock);
        script.Do(gate.ExitUpgradeableReadLock);
        script.Do(gate.EnterReadLock);
        script.Do(gate.EnterReadLock);
        script.Do(gate.EnterWriteLock);
        script.Do(gate.EnterUpgradeableReadLock);
        script.Get(() => (gate.CurrentReadCount, gate.RecursiveReadCount, gate.WaitingReadCount, gate.WaitingWriteCount, gate.WaitingUpgradeCount));
        script.Do(gate.ExitReadLock);
        script.Do(gate.ExitReadLock);
        script.Do(gate.EnterUpgradeableReadLock);
        script.Do(gate.EnterReadLock);
        script.Do(gate.EnterWriteLock);
        script.Get(() => gate.TryEnterWriteLock(0));
        script.Get(() => gate.TryEnterReadLock(-2));
        script.Get(() => gate.TryEnterReadLock(TimeSpan.MaxValue));
        script.Get(() => (gate.IsReadLockHeld, gate.IsWriteLockHeld, gate.IsUpgradeableReadLockHeld, gate.RecursiveWriteCount, gate.RecursiveUpgradeCount));
        script.Do(gate.Dispose);
        script.Do(gate.ExitWriteLock);
        script.Do(gate.ExitWriteLock);
        script.Do(gate.ExitReadLock);
        script.Do(gate.ExitReadLock);
        script.Do(gate.ExitUpgradeableReadLock);
        script.Do(gate.EnterWriteLock);
        script.Do(gate.EnterReadLock);
        script.Get(() => gate.TryEnterUpgradeableReadLock(0));
        script.Do(gate.ExitReadLock);
        script.Do(gate.ExitWriteLock);
        script.Do(gate.Dispose);
        script.Do(gate.EnterReadLock);
    });
}
