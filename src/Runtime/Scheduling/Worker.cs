using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>A thread that runs operations. Only the worker that was last unparked runs; all others of its run are parked.</summary>
internal sealed class Worker
{
    // Frames of who parks first, below those of the thread's start.
    private const int FramesOfStart = 1024;

    private static readonly ConditionalWeakTable<Thread, Worker> Started = [];

    private readonly Permit permit = new();
    private nuint stackTop;
    private volatile int number = KernelThread.None;
    private int processor = -1;
    private volatile bool isRetired;
    private bool isInterrupted;

    private Worker(Thread thread) => Thread = thread;

    public Thread Thread { get; private set; }

    /// <summary>The run this worker serves now.</summary>
    public Scheduler? Run { get; set; }

    /// <summary>The operation to begin or to resume when unparked; null asks the worker to choose one itself.</summary>
    public Operation? Assigned { get; set; }

    /// <summary>Whether an operation of the run has been on the thread.</summary>
    public bool HasWorked { get; set; }

    /// <summary>The execution context that the thread began with.</summary>
    public ExecutionContext? Context { get; private set; }

    /// <summary>Locks that code on this thread holds.</summary>
    public HeldLocks HeldLocks { get; } = new();

    /// <summary>True for the thread of a user's <see cref="System.Threading.Thread"/>: it runs that operation only.</summary>
    public bool IsDedicated { get; private init; }

    /// <summary>Whether the thread sleeps, and in what.</summary>
    public ThreadSleep Sleep => (Thread.ThreadState & ThreadState.WaitSleepJoin) != 0 ? ThreadSleep.Waiting : KernelThread.SleepOf(number);

    public static Worker Start()
    {
        var worker = new Worker(null!);
        var thread = new Thread(worker.Loop, maxStackSize: 16 * 1024 * 1024) { IsBackground = true, Name = "ConcurrencyTrace worker" };
        worker.Thread = thread;
        Started.Add(thread, worker);
        thread.UnsafeStart();
        return worker;
    }

    /// <summary>Whether the thread is one that runs operations one after the other, and none of the program's own.</summary>
    public static bool IsWorker(Thread thread) => Started.TryGetValue(thread, out _);

    public static Worker ForThread(Thread thread) => new(thread) { IsDedicated = true };

    /// <summary>Lets the thread go on, on the caller's processor: the caller is about to sleep.</summary>
    public void Unpark()
    {
        var here = Processor.Current;
        if (processor != here && number != KernelThread.None)
        {
            processor = here;
            Processor.Pin(number, here);
        }

        permit.Give();
    }

    public void Park()
    {
        BeFound();
        permit.Take();
    }

    /// <summary>Lets the thread fall out of a wait in code that is not under control.</summary>
    public void Interrupt()
    {
        isInterrupted = true;
        Thread.Interrupt();
    }

    /// <summary>The thread, which calls this, has fallen out of its wait, or it was in none: then the interrupt would meet whatever waits next, another schedule's too.</summary>
    public void ForgetInterrupt()
    {
        if (isInterrupted)
        {
            isInterrupted = false;
            try
            {
                // Only a wait takes a pending interrupt back.
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                // It was ours, and is done with.
            }
        }
    }

    /// <summary>Whether an address lies in the frames above <paramref name="here"/>, an address in one of the thread's own.</summary>
    public bool IsOnStack(nuint address, nuint here) => address - here < stackTop - here;

    /// <summary>Lets the thread end once it has nothing to do.</summary>
    public void Retire()
    {
        isRetired = true;
        Run = null;
        permit.Give();
    }

    /// <summary>Parks for a while.</summary>
    /// <returns>False when nobody unparked it in time.</returns>
    public bool TryPark(TimeSpan timeout)
    {
        BeFound();
        return permit.TryTake(timeout);
    }

    /// <summary>Lets a thread that came from elsewhere go back there.</summary>
    public void Leave() => Processor.Unpin(number);

    private unsafe void BeFound()
    {
        if (stackTop == 0)
        {
            int here;
            stackTop = (nuint)(&here) + FramesOfStart;
        }

        if (number == KernelThread.None)
        {
            number = KernelThread.Current;
        }
    }

    private void Loop()
    {
        Context = ExecutionContext.Capture();
        while (true)
        {
            Park();
            if (isRetired)
            {
                return;
            }

            try
            {
                Run!.Work(this);
            }
            catch (OperationAbortedException)
            {
                // The run ended while this thread was stuck outside control: nobody counts on it any more.
                return;
            }
        }
    }
}
