using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What stands for the futex where the system is not Linux. That schedules are the same with it is what the debug build of the conformance suite shows.</summary>
public class PortableFutexTests
{
    private const int Asleep = -1;

    private readonly PortableFutex futex = new();
    private int word = Asleep;

    [Fact]
    public void An_interrupt_that_comes_while_a_thread_sleeps_is_for_its_own_next_wait()
    {
        var (woken, interrupted) = (false, false);
        var thread = new Thread(() =>
        {
            futex.Wait(ref word, Asleep, Timeout.InfiniteTimeSpan);
            woken = Volatile.Read(ref word) != Asleep;
            interrupted = Assert.Throws<ThreadInterruptedException>(static () => Thread.Sleep(Timeout.Infinite)) is not null;
        });
        thread.Start();
        SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        thread.Interrupt();
        thread.Interrupt();
        Volatile.Write(ref word, 0);
        futex.Wake();
        thread.Join();
        Assert.True(woken && interrupted);
    }

    [Fact]
    public void The_synchronization_context_is_not_told_of_the_wait_and_is_there_again_after_it()
    {
        var context = new Told();
        var seen = default(SynchronizationContext);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            futex.Wait(ref word, Asleep, TimeSpan.FromMilliseconds(1));
            seen = SynchronizationContext.Current;
        });
        thread.Start();
        thread.Join();
        Assert.Same(context, seen);
        Assert.Equal(0, context.Waits);
    }

    private sealed class Told : SynchronizationContext
    {
        public Told() => SetWaitNotificationRequired();

        public int Waits { get; private set; }

        public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
        {
            Waits++;
            return base.Wait(waitHandles, waitAll, millisecondsTimeout);
        }
    }
}
