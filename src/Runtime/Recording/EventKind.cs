namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>What happened. The groups are those of the event model in <c>docs/events.md</c>.</summary>
public enum EventKind : byte
{
    /// <summary>No event; never recorded.</summary>
    None = 0,

    /// <summary>An operation was created by another; <see cref="TraceEvent.Subject"/> is the new operation.</summary>
    OperationCreated = 1,

    /// <summary>An operation ran its first step.</summary>
    OperationStarted = 2,

    /// <summary>An operation ended; <see cref="TraceEvent.Detail"/> is an <see cref="OperationEnd"/>, <see cref="TraceEvent.Text"/> in Explore mode the exception that ended a task.</summary>
    OperationEnded = 3,

    /// <summary>An operation cannot go on; <see cref="TraceEvent.Detail"/> is a <see cref="BlockReason"/>, <see cref="TraceEvent.Subject"/> the resource.</summary>
    Blocked = 10,

    /// <summary>The operation <see cref="TraceEvent.Subject"/> was enabled by this one (0 when by the clock or from outside).</summary>
    Unblocked = 11,

    /// <summary>An operation that was blocked runs again.</summary>
    Resumed = 12,

    /// <summary>The operation goes on after the end of another, <see cref="TraceEvent.Subject"/>, which it awaited or joined, whether it had to wait or not.</summary>
    Joined = 13,

    /// <summary>The strategy chose operation <see cref="TraceEvent.Subject"/> among <see cref="TraceEvent.Detail"/> enabled ones.</summary>
    Decision = 20,

    /// <summary>The operation could have gone on and another was chosen.</summary>
    Preempted = 21,

    /// <summary>The virtual clock jumped; <see cref="TraceEvent.Detail"/> is the distance in ticks of 100 ns.</summary>
    ClockAdvanced = 22,

    /// <summary>The operation could run, and time passed before it did, as on a busy machine; <see cref="TraceEvent.Detail"/> is how much in ticks of 100 ns, which no other time of the trace counts.</summary>
    KeptWaiting = 23,

    /// <summary>The program was given a number that is part of the schedule; <see cref="TraceEvent.Subject"/> is the number, <see cref="TraceEvent.Detail"/> how many there were to choose from, from 0.</summary>
    NumberChosen = 24,

    /// <summary>A resource was seen for the first time; <see cref="TraceEvent.Detail"/> is a <see cref="ResourceKind"/>.</summary>
    ResourceCreated = 30,

    /// <summary>A lock, permit or similar was taken; <see cref="TraceEvent.Detail"/> is a <see cref="HoldMode"/>.</summary>
    Acquired = 31,

    /// <summary>A lock, permit or similar was given back; <see cref="TraceEvent.Detail"/> is the <see cref="HoldMode"/> it was held in.</summary>
    Released = 32,

    /// <summary>An item went into a channel or collection; on the real scheduler, <see cref="TraceEvent.Detail"/> is how many there were then, or -1 where that is not known.</summary>
    Sent = 33,

    /// <summary>An item came out of a channel or collection.</summary>
    Received = 34,

    /// <summary>An event, condition, task or token was signalled.</summary>
    Signalled = 35,

    /// <summary>A timer fired.</summary>
    Fired = 36,

    /// <summary>A shared location was read.</summary>
    MemoryRead = 40,

    /// <summary>A shared location was written.</summary>
    MemoryWrite = 41,

    /// <summary>An I/O request began; <see cref="TraceEvent.Detail"/> is an <see cref="IoKind"/>.</summary>
    IoBegin = 50,

    /// <summary>An I/O request ended.</summary>
    IoEnd = 51,

    /// <summary>A blocked thread of the operation was found in a system call; <see cref="TraceEvent.Detail"/> is its number, <see cref="TraceEvent.Subject"/> the thread's, <see cref="TraceEvent.Text"/> the call's name.</summary>
    Syscall = 52,

    /// <summary>A garbage collection began; <see cref="TraceEvent.Detail"/> is the generation.</summary>
    GcBegin = 60,

    /// <summary>A garbage collection ended.</summary>
    GcEnd = 61,

    /// <summary>The runtime began to suspend all managed threads.</summary>
    SuspensionBegin = 62,

    /// <summary>Managed threads were resumed.</summary>
    SuspensionEnd = 63,

    /// <summary>Heap size after a collection; <see cref="TraceEvent.Detail"/> is in bytes.</summary>
    HeapSize = 64,

    /// <summary>A thread started; <see cref="TraceEvent.Subject"/> is its OS id.</summary>
    ThreadStarted = 65,

    /// <summary>The thread pool changed its size; <see cref="TraceEvent.Detail"/> is the new number of workers.</summary>
    ThreadPoolSize = 66,

    /// <summary>The thread pool added a worker because work was starving.</summary>
    ThreadPoolStarvation = 67,

    /// <summary>The runtime reported a contended lock, which began to wait; <see cref="TraceEvent.Subject"/> is the OS id of the thread, <see cref="TraceEvent.Detail"/> that of the lock's owner, 0 when not known.</summary>
    ContentionBegin = 68,

    /// <summary>The contended lock was acquired; <see cref="TraceEvent.Detail"/> is the wait in ticks of 100 ns.</summary>
    ContentionEnd = 69,

    /// <summary>An exception was thrown; <see cref="TraceEvent.Text"/> is its type and message.</summary>
    ExceptionThrown = 70,

    /// <summary>A thread was found at work; <see cref="TraceEvent.Subject"/> is its OS id, <see cref="TraceEvent.Stack"/> where it was, <see cref="TraceEvent.Detail"/> for how long that stands, in ticks of 100 ns.</summary>
    CpuSample = 71,

    /// <summary>A user task began (<c>Annotate.Task</c>); <see cref="TraceEvent.Subject"/> is its number, <see cref="TraceEvent.Detail"/> its parent's, <see cref="TraceEvent.Text"/> its name.</summary>
    TaskBegin = 80,

    /// <summary>A user task ended, in whichever operation.</summary>
    TaskEnd = 81,

    /// <summary>A user region began (<c>Annotate.Region</c>); <see cref="TraceEvent.Subject"/> is the task it is part of, <see cref="TraceEvent.Detail"/> its own number.</summary>
    RegionBegin = 82,

    /// <summary>A user region ended.</summary>
    RegionEnd = 83,

    /// <summary>A user's message (<c>Annotate.Log</c>); <see cref="TraceEvent.Subject"/> is the task it is part of.</summary>
    Log = 84,

    /// <summary>A user's counter has a new value (<c>Annotate.Count</c>): <see cref="TraceEvent.Detail"/>.</summary>
    Count = 85,

    /// <summary>Events were lost; <see cref="TraceEvent.Detail"/> is how many, 0 when unknown; <see cref="TraceEvent.Text"/> says which.</summary>
    EventsLost = 90,

    /// <summary>Something was not under control; <see cref="TraceEvent.Text"/> says what.</summary>
    Uncontrolled = 91,
}
