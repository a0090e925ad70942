using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// One controlled run of a program. Exactly one operation runs at a time; whoever runs also schedules, so nothing here is locked:
/// the turn is handed from thread to thread by <see cref="Worker.Unpark"/>. Other threads reach a run only through <see cref="Outside"/>.
/// </summary>
internal sealed partial class Scheduler : IDisposable
{
    [ThreadStatic]
    private static Permit? permitOfThread;

    private static int lastGuidMark = Random.Shared.Next();

    private readonly IStrategy strategy;
    private readonly RunLimits limits;
    private readonly EnabledSet enabled = new();
    private readonly List<Operation> operations = [];
    private readonly List<Choice> choices = [];
    private readonly Recorder recorder;
    private readonly SharedMemory memory;
    private Permit? finished;
    private int live;
    private bool bodyHasEnded;
    private ControlledTaskScheduler? hiddenTaskScheduler;

    public Scheduler(IStrategy strategy, RunLimits limits, Recorder recorder, SharedMemory memory)
    {
        this.memory = memory;
        this.strategy = strategy;
        this.limits = limits;
        stallLeft = limits.Stall.Ticks;
        this.recorder = recorder;
        Resources = new ResourceTable(this);
        TaskScheduler = new ControlledTaskScheduler(this, isHiddenByProgram: false);
        yielded = new Suspension(this, runsInline: false) { IsComplete = true };
    }

    public VirtualClock Clock { get; } = new();

    public OutsideEvents Outside { get; } = new();

    public ResourceTable Resources { get; }

    public TaskTable Tasks { get; } = new();

    /// <summary>Cancellation callbacks registered under control.</summary>
    public Dictionary<CancellationTokenRegistration, object> Callbacks { get; } = [];

    /// <summary>Types with an initialiser that may wait which the run has used, apart from what other initialisers do.</summary>
    public HashSet<TypeInitializer> TypesReached { get; } = [];

    public ControlledTaskScheduler TaskScheduler { get; }

    /// <summary>The run's own <see cref="Random.Shared"/>; null until it is asked for.</summary>
    public Random? SharedRandom { get; set; }

    /// <summary>What the identifiers (<see cref="Guid"/>) drawn in this run have and no other run's: a number of the process.</summary>
    public int GuidMark { get; } = Interlocked.Increment(ref lastGuidMark);

    /// <summary>Threads by a number that is the same in every process: the order in which the program first asked.</summary>
    public Dictionary<Thread, int> ThreadNumbers { get; } = [];

    /// <summary>The operation whose turn it is; null while the turn is being handed on.</summary>
    public Operation? Running { get; private set; }

    public IReadOnlyList<Operation> Operations => operations;

    public IReadOnlyList<Choice> Choices => choices;

    /// <summary>How the run ended; null while it has not.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>What escaped control, with its site.</summary>
    public List<(string What, long Site)> Uncontrolled { get; } = [];

    /// <summary>Whether a thread that is not under control has told the run of anything: more may come.</summary>
    public bool HasHeardFromOutside { get; private set; }

    /// <summary>The order of keys that have none of their own.</summary>
    public KeysSeen Keys { get; } = new();

    /// <summary>Whether a step is recorded as a decision even where nobody else could have taken one: in the run that a person reads.</summary>
    public bool RecordsForcedSteps { get; init; }

    /// <summary>How many objects the program has asked for a hash code that is their own.</summary>
    public int Identities { get; set; }

    /// <summary>Tasks that must have completed successfully when the run is over, and who said so where.</summary>
    public List<(Task Task, Operation By, long Site)> Expected { get; } = [];

    /// <summary>Scheduling points so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs <paramref name="body"/> and everything that it starts, and returns when all of it has ended or was unwound.</summary>
    /// <param name="body">The program; what it returns is waited for when it is a task.</param>
    /// <param name="look">Called now and then, on this thread, while the run takes real time.</param>
    public RunOutcome Run(Func<Task?> body, Action<Scheduler>? look = null)
    {
        finished = permitOfThread ??= new Permit();
        Control.RunBegins();
        Watchdog.Watch(this);
        try
        {
            var context = ExecutionContext.Capture();
            var operation = Create(OperationKind.Body, "body", 0);
            operation.Work = () => RunBody(operation, body, context);
            Enable(operation);
            Dispatch(operation);
            Await(finished, look);
            return Outcome!;
        }
        finally
        {
            Watchdog.Forget(this);
            Control.RunEnds();
        }
    }

    /// <summary>Where a task of these options is queued that is meant for the thread pool.</summary>
    public ControlledTaskScheduler TaskSchedulerFor(TaskCreationOptions options) =>
        (options & TaskCreationOptions.HideScheduler) == 0 ? TaskScheduler : hiddenTaskScheduler ??= new ControlledTaskScheduler(this, isHiddenByProgram: true);

    /// <summary>Makes an operation; it does not run before <see cref="Enable"/>.</summary>
    public Operation Create(OperationKind kind, string name, long site, Operation? creator = null)
    {
        creator ??= By;
        var operation = new Operation(this, operations.Count + 1, kind, name, creator?.Id ?? 0, site) { CreationStep = Steps };
        operations.Add(operation);
        live++;
        Record(EventKind.OperationCreated, creator?.Id ?? 0, operation.Id, (long)kind, site);
        if (!IsDecided)
        {
            strategy.Created(operation);
        }

        return operation;
    }

    /// <summary>Records an event at the present time.</summary>
    public void Record(EventKind kind, int operation, int subject, long detail, long site, string? text = null)
    {
        if (!IsDecided)
        {
            recorder.Add(Clock.Now - Stalled, kind, operation, subject, detail, site, text);
        }
    }

    /// <summary>A number from 0 to below <paramref name="bound"/> that is part of the schedule.</summary>
    public int ChooseNumber(Operation operation, int bound, long site)
    {
        Visit(operation, site);
        if (bound <= 1)
        {
            return 0;
        }

        var number = AskNumber(bound);
        Note(new Choice(number, bound, ChoiceKind.Number, site));
        Record(EventKind.NumberChosen, operation.Id, number, bound, site);
        return number;
    }

    public void Dispose()
    {
        reservedReleased.Dispose();
        Outside.Dispose();
    }

    private static void RunBody(Operation operation, Func<Task?> body, ExecutionContext? context)
    {
        if (context is null)
        {
            operation.Returned = body();
        }
        else
        {
            ExecutionContext.Run(context, _ => operation.Returned = body(), null);
        }
    }
}
