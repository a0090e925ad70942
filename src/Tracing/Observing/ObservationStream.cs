using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Observing;

/// <summary>
/// Takes what is recorded on the real scheduler, bit by bit or at once, as events of a trace: puts parts together to whole operations, and numbers those and the
/// resources in the order in which they turn up.
/// </summary>
internal sealed class ObservationStream(ObservationRecorder recorder) : IRunTimeline
{
    private readonly Dictionary<string, int> ordinals = [];
    private readonly Dictionary<int, int> numbers = [];
    private readonly Dictionary<int, List<(long Since, int Operation)>> threads = [];
    private readonly HashSet<ObservedOperation> live = [];

    // Kept from one taking to the next: a busy program's collections would have to look through new ones each time.
    private readonly List<ObservedEvent> recorded = [];
    private readonly TimeOrder order = new();
    private int lastOperation;
    private int lastResource;
    private long lastTime;

    /// <summary>Whether to remember operations that have ended: their numbers are asked for by what comes from elsewhere.</summary>
    public bool KeepNumbers { get; init; }

    /// <summary>Whether all that the process does is recorded, not one flow of control.</summary>
    public bool IsOfProcess { get; init; }

    /// <summary>Whether each batch is a trace by itself: it has all that its events speak of.</summary>
    public bool DefineAlways { get; init; }

    /// <summary>Takes what was recorded before a time. What turns out later to be a part of another operation stays one of its own.</summary>
    public void Take(long until, ObservedBatch into) => Make(until, into);

    /// <summary>Takes all the rest. The recorder has been stopped.</summary>
    public ObservedBatch TakeRest()
    {
        var batch = new ObservedBatch();
        Make(long.MaxValue, batch);
        var now = TimeOf(ObservationRecorder.Now);
        foreach (var operation in live.OrderBy(o => o.Id))
        {
            // On its way to saying so itself, or just too late for it.
            if (operation.HowItEnded() is { } how)
            {
                batch.Events.Add(new TraceEvent(Math.Max(now, lastTime), EventKind.OperationEnded, operation.Number, 0, (long)how, 0));
            }
        }

        // Who blocks awaiting holds no thread, and so is in no system call: not among these.
        foreach (var (thread, operation) in recorder.BlockedThreads())
        {
            if (live.Contains(operation.Whole) && SystemCalls.Of(thread) is var (number, name))
            {
                batch.Events.Add(new TraceEvent(Math.Max(now, lastTime), EventKind.Syscall, operation.Whole.Number, thread, number, 0, name));
            }
        }

        return batch;
    }

    /// <summary>Puts what comes from elsewhere into a batch that is a trace by itself. Of what happened in an operation that has ended, and is not in it, is not said in which.</summary>
    public void Merge(IReadOnlyList<TraceEvent> added, ObservedBatch batch)
    {
        if (added is [])
        {
            return;
        }

        foreach (var operation in live)
        {
            Define(operation, batch);
        }

        batch.Merge([.. added.Select(e => batch.Has(e.Operation) ? e : e with { Operation = 0 })], 0);
    }

    /// <summary>What comes next is no earlier than this.</summary>
    public void NotBefore(long time) => lastTime = Math.Max(lastTime, time);

    /// <summary>Time in the trace, in ticks of 100 ns, of a timestamp of <see cref="Stopwatch"/>.</summary>
    public long TimeOf(long timestamp) => Stopwatch.GetElapsedTime(recorder.Begin, timestamp).Ticks;

    /// <summary>The operation that marks its threads so; 0 for none, null for one of another run, unless the process as a whole is recorded.</summary>
    public int? OperationOf(Guid activity) => ObservedOperation.ReadActivity(activity, recorder.Number) switch
    {
        < 0 => IsOfProcess ? 0 : null,
        var id => numbers.GetValueOrDefault(id),
    };

    /// <inheritdoc/>
    public int? OperationOn(int thread, long timestamp)
    {
        var found = 0;
        if (threads.TryGetValue(thread, out var switches))
        {
            var index = switches.BinarySearch((timestamp, int.MaxValue));
            index = index < 0 ? ~index - 1 : index;
            found = index < 0 ? 0 : numbers.GetValueOrDefault(switches[index].Operation);
        }

        return found == 0 && !IsOfProcess ? null : found;
    }

    private void Make(long until, ObservedBatch batch)
    {
        recorder.Take(until, recorded, order);
        var events = CollectionsMarshal.AsSpan(recorded);
        foreach (ref readonly var e in events)
        {
            if (e.Kind == EventKind.OperationCreated)
            {
                ((ObservedOperation)e.Other!).Settle();
            }
        }

        foreach (var (_, index) in order.InOrder())
        {
            Add(events[index], batch);
        }

        recorded.Clear();
        order.Clear();
    }

    private void Add(in ObservedEvent e, ObservedBatch batch)
    {
        if (e.Kind == EventKind.None)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(threads, e.Subject, out _) ??= []).Add((e.Timestamp, e.Operation?.Id ?? 0));
            return;
        }

        // What turned out to be a part was not created, started or ended: its whole was.
        var about = e.Kind == EventKind.OperationCreated ? (ObservedOperation)e.Other! : e.Kind is EventKind.OperationStarted or EventKind.OperationEnded ? e.Operation! : null;
        if (about is { IsPart: true })
        {
            if (KeepNumbers)
            {
                numbers[about.Id] = Number(about, batch);
            }

            return;
        }

        if (e.Other is ObservedResource { Kind: ResourceKind.Monitor or ResourceKind.Lock or ResourceKind.Mutex } taken && !IsKnownToBeHeld(taken, e.Kind))
        {
            return;
        }

        var subject = e.Other switch
        {
            ObservedOperation operation => Number(operation, batch),
            ObservedResource resource => Number(resource, batch),
            _ => e.Subject == ObservedEvent.HoldsNoThread ? 0 : e.Subject,
        };
        var ended = e.Kind == EventKind.OperationEnded;
        lastTime = Math.Max(lastTime, TimeOf(e.Timestamp)); // one that was long on its way comes late
        batch.Events.Add(new TraceEvent(lastTime, e.Kind, e.Operation is null ? 0 : Number(e.Operation, batch), subject, e.Detail, e.Site, e.Other as string));
        if (ended)
        {
            live.Remove(e.Operation!);
            if (!KeepNumbers)
            {
                numbers.Remove(e.Operation!.Id);
            }
        }
    }

    // What was taken before the recording began, or by code that is not woven, is given back by whom nobody saw take it.
    private static bool IsKnownToBeHeld(ObservedResource resource, EventKind kind)
    {
        if (kind == EventKind.Released && resource.Depth == 0)
        {
            return false;
        }

        resource.Depth += kind == EventKind.Acquired ? 1 : kind == EventKind.Released ? -1 : 0;
        return true;
    }

    private int Number(ObservedOperation operation, ObservedBatch batch)
    {
        var whole = operation.Whole;
        if (whole.Number == 0)
        {
            whole.CreatorNumber = whole.Creator is null ? 0 : Number(whole.Creator, batch);
            whole.Settle();
            whole.Creator = null;
            whole.Number = ++lastOperation;
            numbers[whole.Id] = whole.Number;
            live.Add(whole);
            Define(whole, batch);
        }
        else if (DefineAlways)
        {
            Define(whole, batch);
        }

        return whole.Number;
    }

    private int Number(ObservedResource resource, ObservedBatch batch)
    {
        if (resource.Number == 0)
        {
            var type = TypeNames.Of(resource.Type);
            var ordinal = ordinals[type] = ordinals.GetValueOrDefault(type) + 1;
            (resource.Number, resource.Name) = (++lastResource, type + "#" + ordinal.ToString(CultureInfo.InvariantCulture));
            Define(resource, batch);
        }
        else if (DefineAlways)
        {
            Define(resource, batch);
        }

        return resource.Number;
    }

    private static void Define(ObservedOperation whole, ObservedBatch batch) =>
        batch.Define(new OperationInfo(whole.Number, NameOf(whole), whole.Kind, whole.CreatorNumber, whole.CreationSite));

    private static void Define(ObservedResource resource, ObservedBatch batch) =>
        batch.Define(new ResourceInfo(resource.Number, resource.Kind, resource.Name, resource.Site));

    private static string NameOf(ObservedOperation operation)
    {
        var site = SiteTable.Resolve(operation.CreationSite);
        return operation.Name.Length > 0 ? operation.Name
            : operation.Kind == OperationKind.Async ? site.Method
            : site == Site.Unknown || operation.Kind == OperationKind.Thread ? operation.Kind.ToString()
            : site.Member;
    }
}
