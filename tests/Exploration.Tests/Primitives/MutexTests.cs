using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class MutexTests
{
    [Fact]
    public void Opposite_orders_deadlock() => Fails(FailureKind.Deadlock, () =>
    {
        Mutex a = new(), b = new();
        Together(Nested(a, b), Nested(b, a));
    });

    [Fact]
    public void The_same_order_passes() => Passes(() =>
    {
        Mutex a = new(), b = new();
        Together(Nested(a, b), Nested(a, b), Nested(a, b));
    });

    [Fact]
    public void Both_at_once_pass() => Passes(() =>
    {
        Mutex a = new(), b = new();
        Action both(params WaitHandle[] mutexes) => () =>
        {
            WaitHandle.WaitAll(mutexes);
            b.ReleaseMutex();
            a.ReleaseMutex();
        };
        Together(both(a, b), both(b, a), both(a, b));
    });

    [Fact]
    public void A_mutex_excludes_and_may_be_taken_again_by_its_owner() => Passes(() =>
    {
        var gate = new Mutex();
        var count = 0;
        Action add = () =>
        {
            Assert.True(gate.WaitOne(1000));
            Assert.Equal(0, WaitHandle.WaitAny([gate]));
            count++;
            gate.ReleaseMutex();
            count++;
            gate.ReleaseMutex();
        };
        Together(add, add, add);
        Assert.Equal(6, count);
    });

    [Fact]
    public void A_mutex_that_a_thread_left_behind_is_abandoned() => Passes(() =>
    {
        var gate = new Mutex();
        var thread = new Thread(() => gate.WaitOne());
        thread.Start();
        var told = 0;
        Action take = () =>
        {
            try
            {
                gate.WaitOne();
            }
            catch (AbandonedMutexException)
            {
                told++;
            }

            gate.ReleaseMutex();
        };
        Together(take, take);
        thread.Join();
        Assert.InRange(told, 0, 1);
    });

    [Fact]
    public void Not_expecting_an_abandoned_mutex_fails() => Fails(FailureKind.Exception, () =>
    {
        var gate = new Mutex();
        var thread = new Thread(() => gate.WaitOne());
        thread.Start();
        gate.WaitOne();
        gate.ReleaseMutex();
        thread.Join();
    });

    [Fact]
    public void A_mutex_that_a_long_running_task_left_behind_is_abandoned_with_its_thread() => Passes(() =>
    {
        var gate = new Mutex();
        Task.Factory.StartNew(() => gate.WaitOne(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait();
        Assert.Throws<AbandonedMutexException>(() => gate.WaitOne());
        gate.ReleaseMutex();
    });

    [Fact]
    public void A_mutex_that_a_pool_thread_left_behind_stays_taken() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new Mutex();
        Task.Run(() => gate.WaitOne()).Wait();
        gate.WaitOne();
    });

    [Fact]
    public void A_mutex_owned_from_the_start_keeps_others_out() => Passes(() =>
    {
        var gate = new Mutex(true);
        Assert.False(Task.Run(() => gate.WaitOne(100)).Result);
        gate.ReleaseMutex();
        Assert.True(Task.Run(() =>
        {
            var taken = gate.WaitOne(100);
            gate.ReleaseMutex();
            return taken;
        }).Result);
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        var gate = new Mutex();
        script.Do(gate.ReleaseMutex);
        script.Get(() => gate.WaitOne(-2));
        script.Get(gate.WaitOne);
        script.Get(() => gate.WaitOne(0));
        script.Do(gate.ReleaseMutex);
        script.Do(gate.ReleaseMutex);
        script.Do(gate.ReleaseMutex);
        script.Get(() => WaitHandle.SignalAndWait(gate, gate));
        script.Do(gate.Dispose);
        script.Get(gate.WaitOne);
        script.Do(gate.ReleaseMutex);
    });

    private static Action Nested(Mutex outer, Mutex inner) => () =>
    {
        outer.WaitOne();
        inner.WaitOne();
        inner.ReleaseMutex();
        outer.ReleaseMutex();
    };
}
