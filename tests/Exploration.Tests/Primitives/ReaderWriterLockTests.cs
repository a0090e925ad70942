using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ReaderWriterLockTests
{
    [Fact]
    public void Writing_under_a_reader_lock_is_found() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new ReaderWriterLock();
        var count = 0;
        Action add = () =>
        {
            gate.AcquireReaderLock(-1);
            count++;
            gate.ReleaseReaderLock();
        };
        Together(add, add);
        Assert.Equal(2, count);
    });

    [Fact]
    public void Writers_exclude_everybody() => Passes(() =>
    {
        var gate = new ReaderWriterLock();
        var count = 0;
        Action add = () =>
        {
            gate.AcquireWriterLock(TimeSpan.FromSeconds(1));
            count++;
            gate.ReleaseWriterLock();
        };
        Together(add, add, () =>
        {
            gate.AcquireReaderLock(-1);
            Assert.InRange(count, 0, 2);
            gate.ReleaseReaderLock();
        });
        Assert.Equal(2, count);
    });

    [Fact]
    public void Opposite_orders_deadlock() => Fails(FailureKind.Deadlock, () =>
    {
        ReaderWriterLock a = new(), b = new();
        Action nested(ReaderWriterLock read, ReaderWriterLock write) => () =>
        {
            read.AcquireReaderLock(-1);
            write.AcquireWriterLock(-1);
            write.ReleaseLock();
            read.ReleaseLock();
        };
        Together(nested(a, b), nested(b, a));
    });

    [Fact]
    public void An_upgrade_lets_others_write_in_between() => Fails(FailureKind.Assertion, () =>
    {
        var gate = new ReaderWriterLock();
        var count = 0;
        Action add = () =>
        {
            gate.AcquireReaderLock(-1);
            var read = count;
            var cookie = gate.UpgradeToWriterLock(-1);
            count = read + 1;
            gate.DowngradeFromWriterLock(ref cookie);
            gate.ReleaseReaderLock();
        };
        Together(add, add);
        Assert.Equal(2, count);
    });

    [Fact]
    public void An_upgrade_that_looks_whether_others_wrote_passes() => Passes(() =>
    {
        var gate = new ReaderWriterLock();
        var count = 0;
        Action add = () =>
        {
            gate.AcquireReaderLock(-1);
            var read = count;
            var writers = gate.WriterSeqNum;
            var cookie = gate.UpgradeToWriterLock(TimeSpan.FromSeconds(1));
            count = (gate.AnyWritersSince(writers) ? count : read) + 1;
            gate.DowngradeFromWriterLock(ref cookie);
            gate.ReleaseReaderLock();
        };
        Together(add, add);
        Assert.Equal(2, count);
    });

    [Fact]
    public void A_lock_that_was_let_go_is_restored_when_it_is_free() => Passes(() =>
    {
        var gate = new ReaderWriterLock();
        Action visit = () =>
        {
            gate.AcquireWriterLock(-1);
            var cookie = gate.ReleaseLock();
            gate.RestoreLock(ref cookie);
            Assert.True(gate.IsWriterLockHeld);
            gate.ReleaseWriterLock();
        };
        Together(visit, visit);
    });

    [Fact]
    public void Waits_time_out_in_virtual_time() => Passes(() =>
    {
        var gate = new ReaderWriterLock();
        gate.AcquireReaderLock(-1);
        Together(() => Assert.ThrowsAny<ApplicationException>(() => gate.AcquireWriterLock(TimeSpan.FromDays(1))));
        Together(
            () =>
            {
                gate.AcquireReaderLock(0);
                Assert.ThrowsAny<ApplicationException>(() => gate.UpgradeToWriterLock(100));
                Assert.True(gate.IsReaderLockHeld);
                gate.ReleaseReaderLock();
            });
        gate.ReleaseReaderLock();
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        var gate = new ReaderWriterLock();
        LockCookie cookie = default;
        script.Do(gate.ReleaseReaderLock);
        script.Do(gate.ReleaseWriterLock);
        script.Do(() => gate.AcquireReaderLock(-2));
        script.Do(() => gate.AcquireReaderLock(1));
        script.Do(() => gate.AcquireReaderLock(TimeSpan.Zero));
        script.Do(() => gate.AcquireWriterLock(0));
        script.Do(() => cookie = gate.UpgradeToWriterLock(0));
        script.Do(() => gate.AcquireReaderLock(0));
        script.Get(() => (gate.IsReaderLockHeld, gate.IsWriterLockHeld, gate.WriterSeqNum, gate.AnyWritersSince(0)));
        script.Do(gate.ReleaseReaderLock);
        script.Do(() => gate.DowngradeFromWriterLock(ref cookie));
        script.Get(() => (gate.IsReaderLockHeld, gate.IsWriterLockHeld));
        script.Do(() => cookie = gate.ReleaseLock());
        script.Get(() => gate.IsReaderLockHeld);
        script.Do(() => gate.RestoreLock(ref cookie));
        script.Do(() => gate.RestoreLock(ref cookie));
        script.Do(gate.ReleaseReaderLock);
        script.Do(gate.ReleaseReaderLock);
        script.Do(gate.ReleaseReaderLock);
        script.Do(() => gate.DowngradeFromWriterLock(ref cookie));
    });
}
