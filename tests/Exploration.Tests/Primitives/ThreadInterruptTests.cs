using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ThreadInterruptTests
{
    [Fact]
    public void Every_kind_of_wait_is_interrupted() => Passes(() =>
    {
        var gate = new object();
        Action[] waits =
        [
            () => Thread.Sleep(Timeout.Infinite),
            () => new ManualResetEventSlim().Wait(),
            () => new AutoResetEvent(false).WaitOne(),
            () => new SemaphoreSlim(0).Wait(),
            () => new CountdownEvent(1).Wait(),
            () => WaitHandle.WaitAny([new ManualResetEvent(false), new Semaphore(0, 1)]).ToString(),
            () =>
            {
                lock (gate)
                {
                    try
                    {
                        Monitor.Wait(gate);
                    }
                    finally
                    {
                        Assert.True(Monitor.IsEntered(gate));
                    }
                }
            },
        ];
        foreach (var wait in waits)
        {
            var interrupted = false;
            var thread = new Thread(() =>
            {
                try
                {
                    wait();
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            });
            thread.Start();
            thread.Interrupt();
            thread.Join();
            Assert.True(interrupted);
        }
    });

    [Fact]
    public void An_interrupt_before_a_wait_leaves_the_signal() => Passes(() =>
    {
        var signal = new AutoResetEvent(true);
        var thread = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            Assert.Throws<ThreadInterruptedException>(() => { signal.WaitOne(); });
            Assert.True(signal.WaitOne(0));
        });
        thread.Start();
        thread.Join();
    });

    [Fact]
    public void An_interrupt_may_come_before_the_wait_that_expects_it() => Fails(FailureKind.Exception, () =>
    {
        var thread = new Thread(() =>
        {
            Thread.Sleep(1);
            try
            {
                Thread.Sleep(1000);
            }
            catch (ThreadInterruptedException)
            {
            }
        });
        thread.Start();
        thread.Interrupt();
        thread.Join();
    });

    [Fact]
    public void A_task_is_interrupted_on_its_thread_and_nothing_that_runs_there_later() => Passes(async () =>
    {
        Thread? of = null;
        var waiting = Task.Run(() =>
        {
            of = Thread.CurrentThread;
            Assert.Throws<ThreadInterruptedException>(() => Thread.Sleep(Timeout.Infinite));
        });
        SpinWait.SpinUntil(() => Volatile.Read(ref of) is not null);
        of!.Interrupt();
        await waiting;
        of.Interrupt();
        await Task.Run(() => Thread.Sleep(1));
    });

    [Fact]
    public void A_turn_that_sleeps_is_interrupted_even_if_it_sleeps_for_no_time() => Alike(script =>
    {
        script.Do(() => Interrupted(() => Thread.Sleep(0)));
        script.Do(() => Interrupted(() => Thread.Sleep(TimeSpan.Zero)));
        script.Do(() => Interrupted(() => SpinWait.SpinUntil(() => false)));
        foreach (var threshold in (int[])[-1, 0, 12, 20])
        {
            script.Do(() => Interrupted(() =>
            {
                var spinner = default(SpinWait);
                while (spinner.Count < 50)
                {
                    spinner.SpinOnce(threshold);
                }
            }));
        }
    });

    [Fact]
    public void An_interrupt_before_a_signal_and_a_wait_leaves_both() => Alike(script =>
    {
        using var signalled = new ManualResetEvent(false);
        using var awaited = new AutoResetEvent(true);
        script.Do(() => Interrupted(() => WaitHandle.SignalAndWait(signalled, awaited)));
        script.Get(() => (signalled.WaitOne(0), awaited.WaitOne(0)));
    });

    // The interrupt meets the first wait that there is.
    private static void Interrupted(Action waits)
    {
        Thread.CurrentThread.Interrupt();
        try
        {
            waits();
        }
        catch (ThreadInterruptedException)
        {
            return;
        }

        Assert.Fail("It was not interrupted.");
    }
}
