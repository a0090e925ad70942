using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>A logical thread: the body, a task, a thread, a work item, a timer callback, or an async method that was started and not awaited at once.</summary>
internal sealed class Operation(Scheduler scheduler, int id, OperationKind kind, string name, int creatorId, long creationSite)
{
    private int gate;

    public Scheduler Scheduler { get; } = scheduler;

    public int Id { get; } = id;

    public OperationKind Kind { get; } = kind;

    public string Name { get; set; } = name;

    public int CreatorId { get; } = creatorId;

    public long CreationSite { get; } = creationSite;

    /// <summary>Scheduling points of the run before the operation was created.</summary>
    public int CreationStep { get; set; }

    /// <summary>Where the operation is: the last scheduling point it came to.</summary>
    public long Site { get; set; } = creationSite;

    /// <summary>Where the call under way was made, for objects of ours that are called through a BCL type.</summary>
    public long CallSite { get; set; }

    public bool HasStarted { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>Place in the <see cref="EnabledSet"/>; -1 when it cannot run.</summary>
    public int EnabledIndex { get; set; } = -1;

    /// <summary>Since when it can run, in ticks of virtual time.</summary>
    public long EnabledAt { get; set; }

    /// <summary>Whether the clock let it run: a timer's callback, or who slept.</summary>
    public bool IsEnabledByClock { get; set; }

    /// <summary>The thread it is on, in the middle of a step; null when it needs none (not started, or suspended in an await).</summary>
    public Worker? Worker { get; set; }

    /// <summary>Its first step.</summary>
    public Action? Work { get; set; }

    /// <summary>The task that the program sees for this operation; null when it has none.</summary>
    public Task? Task { get; set; }

    /// <summary>Whether it begins on a thread that the pool does not give to others: its task is a long-running one.</summary>
    public bool HasOwnThread => Task?.CreationOptions.HasFlag(TaskCreationOptions.LongRunning) == true;

    /// <summary>What the first step returned to wait for, where it was an async method.</summary>
    public object? Returned { get; set; }

    /// <summary>Suspended async methods, innermost last.</summary>
    public Stack<Frame> Frames { get; } = new();

    /// <summary>What the innermost suspended method waits for.</summary>
    public Suspension? Suspension { get; set; }

    /// <summary>Methods that suspended in this step and that nobody has yet been seen to await or to leave behind; null when none has.</summary>
    public AsyncChain? Pending { get; set; }

    /// <summary>What <see cref="Pending"/> is made of.</summary>
    public AsyncChain Chain => field ??= new AsyncChain();

    /// <summary>Whether it waits in a loop for memory to change.</summary>
    public MemorySpin MemorySpin => field ??= new MemorySpin();

    /// <summary>Why it is blocked; meaningful while <see cref="IsBlocked"/>.</summary>
    public BlockReason Reason { get; set; }

    public bool IsBlocked { get; set; }

    /// <summary>It was blocked, can go on, and has not done so yet.</summary>
    public bool IsToResume { get; set; }

    /// <summary>While blocked: whether a timeout or a token may end the wait.</summary>
    public bool WaitMayEndByItself { get; set; }

    /// <summary>The wait it is blocked in, in the middle of a step; null when it is not.</summary>
    public Waiter? Waiter { get; set; }

    /// <summary>Whether its thread was interrupted and has not been told.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>What it is blocked on: a resource, a task, or an operation; null when it has no identity.</summary>
    public object? BlockedOn { get; set; }

    /// <summary>While it completes something: whose continuations the runtime would run inline, on this very stack.</summary>
    public Queue<Suspension>? InlineQueue { get; set; }

    /// <summary>The operation on whose stack it runs a step; null while it runs on its own.</summary>
    public Operation? Host { get; set; }

    /// <summary>While others run on its stack: who can go on because of what they completed.</summary>
    public Queue<Suspension>? ToldByGuests { get; set; }

    /// <summary>While it completes something whose continuations the runtime would run on another thread.</summary>
    public bool CompletesElsewhere { get; set; }

    /// <summary>Above zero, nothing else is scheduled: a type initialiser is running, whose lock the runtime holds.</summary>
    public int AtomicDepth { get; set; }

    /// <summary>Calls let through since unwinding began; a loop that never ends is stopped by it.</summary>
    public int CallsWhileUnwinding { get; set; }

    /// <summary>How often unwinding has tried to end it.</summary>
    public int UnwindAttempts { get; set; }

    /// <summary>Where it last found an awaiter not complete, and how far the run was then; tells a loop from an await.</summary>
    public (long Site, long Progress) LookedInVain { get; set; }

    /// <summary>While blocked: whether what it awaits may depend on something outside control; false for what only the scheduler completes.</summary>
    public bool MayAwaitOutside { get; set; }

    /// <summary>Whether it is still to be found out where what it awaits comes from.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>Whether it has ever made a reference to memory that operations were seen to conflict over.</summary>
    public bool HasSharedReference { get; set; }

    /// <summary>Set aside for the strategy in force.</summary>
    public long Priority { get; set; }

    /// <summary>True when the operation was found blocked in code that is not under control and others were let go on.</summary>
    public bool IsDetached => Volatile.Read(ref gate) == Gate.Detached;

    /// <summary>True from when the operation was detached until the run has taken it back.</summary>
    public bool IsAway { get; set; }

    /// <summary>User code calls the runtime.</summary>
    /// <returns>False when the operation was detached meanwhile.</returns>
    public bool EnterRuntime() => Interlocked.Exchange(ref gate, Gate.InRuntime) != Gate.Detached;

    /// <summary>The runtime returns to user code.</summary>
    public void LeaveRuntime() => Volatile.Write(ref gate, Gate.InUserCode);

    /// <summary>The run has ended without the operation: whatever it still calls, it has no turn.</summary>
    public void StayDetached() => Volatile.Write(ref gate, Gate.Detached);

    /// <summary>Takes the turn away from an operation that is stuck in user code.</summary>
    public bool TryDetach() => Interlocked.CompareExchange(ref gate, Gate.Detached, Gate.InUserCode) == Gate.InUserCode;

    public override string ToString() => $"op {Id} {Name}";

    private static class Gate
    {
        public const int InRuntime = 0;
        public const int InUserCode = 1;
        public const int Detached = 2;
    }
}
