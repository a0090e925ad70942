using ConcurrencyTrace.Runtime;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

[assembly: Woven(WovenAttribute.CurrentFormatVersion, ConcurrencyTrace.Assertions.Tests.TraceBuilder.Module, "")]

namespace ConcurrencyTrace.Assertions.Tests;

/// <summary>Makes traces by hand. Times are in milliseconds.</summary>
internal sealed class TraceBuilder
{
    public const int Module = 7_001;
    public const long Line22 = (long)Module << 32;
    public const long Line24 = Line22 | 1;

    private readonly List<TraceEvent> events = [];
    private readonly List<OperationInfo> operations = [new(1, "body", OperationKind.Body, 0, 0)];
    private readonly List<ResourceInfo> resources = [new(1, ResourceKind.Monitor, "Account#1", Line22), new(2, ResourceKind.Monitor, "Account#2", Line22)];
    private DeadlockInfo? deadlock;

    public TraceBuilder() => Add(0, EventKind.OperationStarted, 1);

    /// <summary>The ABBA deadlock of operations 2 and 3.</summary>
    public static Trace Abba() => OppositeLocks()
        .Deadlock(new DeadlockWait(2, BlockReason.Lock, 2, Line24, [3], true), new DeadlockWait(3, BlockReason.Lock, 1, Line24, [2], true))
        .Build();

    /// <summary>Operations 2 and 3 wait for each other.</summary>
    public static TraceBuilder OppositeLocks() => new TraceBuilder()
        .Create(0, 2).Create(0, 3)
        .Add(1, EventKind.Acquired, 2, 1, site: Line22)
        .Add(1, EventKind.Acquired, 3, 2, site: Line22)
        .Block(1, 2, BlockReason.Lock, 2)
        .Block(1, 3, BlockReason.Lock, 1);

    public TraceBuilder Add(double at, EventKind kind, int operation, int subject = 0, long detail = 0, long site = 0, string? text = null)
    {
        events.Add(new TraceEvent(TimeSpan.FromMilliseconds(at).Ticks, kind, operation, subject, detail, site, text));
        return this;
    }

    public TraceBuilder Create(double at, int operation, int by = 1)
    {
        operations.Add(new OperationInfo(operation, "Task.Run", OperationKind.Task, by, Line22));
        return Add(at, EventKind.OperationCreated, by, operation, site: Line22);
    }

    public TraceBuilder End(double at, int operation) => Add(at, EventKind.OperationEnded, operation);

    public TraceBuilder Block(double at, int operation, BlockReason reason, int resource = 0) =>
        Add(at, EventKind.Blocked, operation, resource, (long)reason, Line24);

    public TraceBuilder Unblock(double at, int operation, int by = 1) => Add(at, EventKind.Unblocked, by, operation, site: Line22);

    public TraceBuilder Lose(int count, string? text = null) => Add(0, EventKind.EventsLost, 0, detail: count, text: text);

    public TraceBuilder Deadlock(params DeadlockWait[] waits)
    {
        deadlock = new DeadlockInfo(waits, Total: true);
        return this;
    }

    public Trace Build(TraceMode mode = TraceMode.Explore) => new(new TraceHeader("T", mode, 1, 1), events, operations, resources) { Deadlock = deadlock };
}
