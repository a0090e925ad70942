using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>An operation on the real scheduler, or a part of one: async methods that suspended together, until it is seen whether their caller awaited them at once.</summary>
internal sealed class ObservedOperation(ObservationRecorder recorder, int id, OperationKind kind, string name, ObservedOperation? creator, long site)
{
    // Made by nobody's flow of control: it is what a thread of the process does.
    private readonly bool isOfThread = creator is null && kind == OperationKind.External;

    // Who awaits it, and who runs it to its end, are on two threads.
    private readonly Lock extending = new();
    private object? box;
    private bool blocksThread;
    private object? stateMachine;
    private volatile ObservedOperation? partOf;
    private int ended;

    public ObservationRecorder Recorder { get; } = recorder;

    /// <summary>Its number while the run is on; the trace numbers only whole operations.</summary>
    public int Id { get; } = id;

    /// <summary>Its number in the trace; 0 before it has one. Whoever makes the trace gives it.</summary>
    public int Number { get; set; }

    /// <summary>The number in the trace of who made it; 0 for nobody.</summary>
    public int CreatorNumber { get; set; }

    public OperationKind Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>Who made it; whoever makes the trace drops it once it is numbered, lest each keep all that came before.</summary>
    public ObservedOperation? Creator { get; set; } = creator;

    /// <summary>Where its outermost async method awaits first, or who made it did.</summary>
    public long CreationSite { get; private set; } = site;

    /// <summary>Whether it turned out to be a part of another operation.</summary>
    public bool IsPart => partOf is { } other && other != this;

    /// <summary>The operation that it is, or is part of.</summary>
    public ObservedOperation Whole
    {
        get
        {
            if (!IsPart)
            {
                return this;
            }

            var whole = partOf!;
            while (whole.IsPart)
            {
                whole = whole.partOf!;
            }

            partOf = whole; // a method that awaits in a loop makes a part each time: the next one need not come along here
            return whole;
        }
    }

    /// <summary>It turned out to be a part of <paramref name="other"/>, unless it was settled before.</summary>
    public void Join(ObservedOperation other)
    {
        if (Interlocked.CompareExchange(ref partOf, other.Whole, null) is null)
        {
            Extend(null, null); // nobody asks a part, which is kept until it is written
        }
    }

    /// <summary>It is now what it will always be: an operation, or a part of one.</summary>
    public void Settle() => Interlocked.CompareExchange(ref partOf, this, null);

    /// <summary>Marks events of the runtime itself as happening in this operation.</summary>
    public Guid Activity => Unsafe.BitCast<Mark, Guid>(new Mark(isOfThread ? MagicOfThread : Magic, Recorder.Number, Id));

    /// <summary>
    /// The number of the operation whose mark this is; 0 when it is no such mark, -1 when it is another run's. A thread keeps its own mark when its run is over, and
    /// belongs to none then.
    /// </summary>
    public static int ReadActivity(Guid activity, int run)
    {
        var mark = Unsafe.BitCast<Guid, Mark>(activity);
        return mark.Whose is not (Magic or MagicOfThread) ? 0 : mark.Run == run ? mark.Id : mark.Whose == Magic ? -1 : 0;
    }

    /// <summary>The async method whose box this is suspended last of those in this part.</summary>
    public void Extend(object? outermostBox, object? outermostStateMachine) => (box, stateMachine) = (outermostBox, outermostStateMachine);

    /// <summary>The caller of the outermost method is suspended with it, unless this part came to its end meanwhile.</summary>
    public bool TryExtend(object? callersBox, object? callersStateMachine, long callersSite)
    {
        lock (extending)
        {
            if (ended != 0)
            {
                return false;
            }

            Extend(callersBox, callersStateMachine);
            CreationSite = callersSite;
            return true;
        }
    }

    /// <summary>Whether who awaits <paramref name="identity"/> awaits the outermost of these methods.</summary>
    public bool IsAwaitedAs(object? identity) =>
        identity is not null && (ReferenceEquals(identity, box) || ReferenceEquals(identity, stateMachine));

    /// <summary>Records that it waits and holds its thread, unless it does so already: a condition that is waited for may itself wait.</summary>
    /// <returns>Whether it does from now on.</returns>
    public bool TryBlockThread(BlockReason reason, ObservedResource? resource, long site)
    {
        if (blocksThread)
        {
            return false;
        }

        blocksThread = true;
        Observation.Record(EventKind.Blocked, this, resource, 0, (long)reason, site);
        return true;
    }

    /// <summary>Records that its thread goes on, and who let it.</summary>
    public void UnblockThread(BlockReason reason, ObservedSignal? signal, long site)
    {
        blocksThread = false;
        Unblock(reason, signal, site);
    }

    /// <summary>Records that it goes on, and who let it; nobody of another run can have.</summary>
    public void Unblock(BlockReason reason, ObservedSignal? signal, long site)
    {
        var (by, where) = signal?.By.Recorder == Recorder ? (signal.By, signal.Site) : (null, 0);
        Recorder.Record(EventKind.Unblocked, by, this, 0, (long)reason, where);
        Recorder.Record(EventKind.Resumed, this, null, 0, 0, site);
    }

    /// <summary>Records the end, once.</summary>
    public void End(OperationEnd how)
    {
        if (Interlocked.Exchange(ref ended, 1) == 0)
        {
            Recorder.Record(EventKind.OperationEnded, this, null, 0, (long)how, 0);
        }
    }

    /// <summary>Records the end where the operation's async method has come to its own.</summary>
    public void EndIfDone()
    {
        lock (extending)
        {
            if (HowItEnded() is { } how)
            {
                End(how);
            }
        }
    }

    /// <summary>How its task or async method came to its end; null when it has not, or is not known.</summary>
    public OperationEnd? HowItEnded() => !IsPart && box is Task { IsCompleted: true } done ? HowEnded(done) : null;

    /// <summary>Records the end as <paramref name="task"/> ended.</summary>
    public void EndAs(Task task) => End(HowEnded(task));

    private const ulong Magic = 0x5452_4143_4543_4e43; // an activity of this project, not of some other tool
    private const ulong MagicOfThread = Magic + 1;

    private static OperationEnd HowEnded(Task task) => task.IsFaulted ? OperationEnd.Faulted : task.IsCanceled ? OperationEnd.Canceled : OperationEnd.Completed;

    private readonly record struct Mark(ulong Whose, int Run, int Id);
}
