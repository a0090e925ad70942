using System.Diagnostics.CodeAnalysis;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>What is not under control: named where a program goes there, and waited for in real time.</content>
internal sealed partial class Scheduler
{
    // How late a look for what handlers changed without telling us may be, at first: later by as long again each time, since each wait takes a little longer than asked.
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestBetweenProbes = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<(string What, long Site)> escaped = [];
    private readonly HashSet<string> unwoven = [];

    // Who may wait for the outside, so that a jump of the clock need not ask all.
    private readonly List<Operation> suspects = [];
    private bool allAreSuspects;
    private long callbackSite;
    private int requests;
    private TimeSpan waitedForCallbacks;

    /// <summary>Whether the run waited for the outside as long as it may, and nothing came.</summary>
    public bool WaitedInVain { get; private set; }

    /// <summary>Where a delegate was last handed to something outside, in this run or one before; 0 when none was.</summary>
    public long HandedOverAt
    {
        get => callbackSite != 0 ? callbackSite : field;
        init;
    }

    /// <summary>Whether the run slept in real time as long as it may, and nothing came from outside.</summary>
    public bool PolledInVain => waitedForCallbacks >= limits.PollPatience && !HasHeardFromOutside;

    /// <summary>Something that is not under control happens here.</summary>
    public void Escapes(Operation operation, string what, long site)
    {
        if (!IsDecided && escaped.Add((what, site)))
        {
            Uncontrolled.Add((what, site));
            Record(EventKind.Uncontrolled, operation.Id, 0, 0, site, what);
        }
    }

    /// <summary>The operation does input or output here. It takes none of the virtual clock's time.</summary>
    public void DoesIo(Operation operation, IoKind kind, long site)
    {
        requests++;
        mayBeAnswered = callbackSite != 0;
        Record(EventKind.IoBegin, operation.Id, requests, (long)kind, site);
        Record(EventKind.IoEnd, operation.Id, requests, (long)kind, site);
    }

    /// <summary>The operation is about to use what is shared outside memory: a file, or what has another end, for which it may have to wait in a call of the operating system.</summary>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    public void UseConnection(Operation operation, IoKind kind, long site)
    {
        if (kind == IoKind.File)
        {
            TakesTime(site);
        }
        else
        {
            WaitsForOtherEnd(site);
        }

        Point(operation, site);
        DoesIo(operation, kind, site);
    }

    /// <summary>The operation is about to use an object, which may stand for a file or for what has another end.</summary>
    /// <inheritdoc cref="UseConnection"/>
    public void MayUseConnection(Operation operation, object used, long site)
    {
        if (ConnectionKinds.OfUse(used) is { } kind)
        {
            UseConnection(operation, kind, site);
        }
    }

    /// <summary>The program calls a library that is not woven and that does not only do what it is told. One call is enough to say so.</summary>
    public void EntersUnwoven(Operation operation, string library, long site)
    {
        if (!IsDecided && unwoven.Add(library))
        {
            Escapes(operation, $"{library} is not woven and starts work or counts time by itself (weave it: <ConcurrencyTraceWeave Include=\"{library}\" />):", site);
        }
    }

    /// <summary>The program gave a delegate to something outside: from now on handlers may complete and signal what operations wait for.</summary>
    public void MayBeCalledBack(long site)
    {
        callbackSite = site;
        mayBeAnswered = true;
        waitedForCallbacks = TimeSpan.Zero;
    }

    /// <summary>The operation is blocked until a task completes.</summary>
    public void BeginsToAwait(Operation operation, TaskInfo? known)
    {
        operation.MayAwaitOutside = TaskTable.MayDependOnOutside(known);
        if (operation.MayAwaitOutside && !operation.IsSuspect)
        {
            operation.IsSuspect = true;
            suspects.Add(operation);
        }
    }

    /// <summary>Whether somebody awaits what no operation under control is known to complete: it may come from outside.</summary>
    private bool WaitsOutside()
    {
        if (allAreSuspects)
        {
            allAreSuspects = false;
            suspects.Clear();
            suspects.AddRange(operations.Where(operation => operation.IsSuspect = !operation.HasEnded));
        }

        if (suspects.Count == 0)
        {
            return false;
        }

        var graph = new WaitForGraph(this);
        for (var i = suspects.Count - 1; i >= 0; i--)
        {
            var operation = suspects[i];
            var origin = operation is { HasEnded: false, IsBlocked: true, MayAwaitOutside: true } ? graph.OriginOf(operation.BlockedOn) : Origin.Inside;
            if (origin == Origin.Outside)
            {
                return true;
            }

            if (origin == Origin.Inside)
            {
                operation.IsSuspect = false;
                suspects.RemoveAt(i);
            }
        }

        return false;
    }

    /// <summary>Takes in what other threads have to tell, after waiting for it in real time. In which order operations came back is part of the schedule.</summary>
    /// <param name="patience">For how long to wait for the first; none by default.</param>
    /// <param name="atStandstill">Whether nothing else can run, so that whoever came back goes on, expected or not.</param>
    private bool TakeInOutside(TimeSpan patience = default, bool atStandstill = false)
    {
        schedulingThread = Environment.CurrentManagedThreadId;
        var any = false;
        while (TryTakeOutside(any ? TimeSpan.Zero : patience, atStandstill && !any, out var taken))
        {
            any = true;
            TakeIn(taken);
        }

        HasHeardFromOutside |= any;
        schedulingThread = 0;
        return any;
    }

    private void TakeIn(OutsideEvent taken)
    {
        var operation = taken.Operation is ({ IsBlocked: true } or { IsAway: true }) and var waiting ? waiting : null;
        taken.Change();
        if (taken.ArrivesFrom is not null)
        {
            operation = operations[^1];
        }

        if (operation is not null)
        {
            Note(new Choice(operation.Id, looks + 1, ChoiceKind.External, operation.Site));
            strategy.CameBack(operation);
        }
    }

    private bool TryTakeOutside(TimeSpan patience, bool atStandstill, [MaybeNullWhen(false)] out OutsideEvent taken)
    {
        int order;
        while ((order = strategy.NextToComeBack(looks)) > 0 && operations.ElementAtOrDefault(order - 1) is { } next and not ({ IsBlocked: true, MayAwaitOutside: true } or { IsAway: true }))
        {
            // What had to be waited for when the schedule was found was there at once this time.
            strategy.CameBack(next);
        }

        if (order == IStrategy.Nobody && patience == TimeSpan.Zero && !atStandstill)
        {
            return Outside.TryTake(patience, static told => told is { ArrivesFrom: null, Operation: null }, out taken);
        }

        return (order > 0 && order <= operations.Count + 1 && TryTakeNext(order, out taken)) || Outside.TryTake(patience, out taken);
    }

    private bool TryTakeNext(int order, [MaybeNullWhen(false)] out OutsideEvent taken)
    {
        hasMissedOutside |= !Outside.TryTake(PatienceForNext, told => IsNext(told, order), out taken);
        return taken is not null;
    }

    private bool IsNext(OutsideEvent told, int order) =>
        told.ArrivesFrom is { } site ? order == operations.Count + 1 && strategy.MayArrive(site, looks) : told.Operation is not { } operation || operation.Id == order;

    private bool MayBeCalledBack() => HandedOverAt != 0 && !bodyHasEnded && waitedForCallbacks < limits.ExternalWaitTimeout;

    /// <summary>Waits in real time for handlers, if an operation waits for what they could bring about, or sleeps and may look for that afterwards.</summary>
    /// <returns>False when nothing came in time.</returns>
    private bool WaitForCallback()
    {
        if (operations.Find(CallbackWaits.MayEnd) is not { } waiting)
        {
            return Clock.NextDue is { } end
                && operations.Exists(static o => o is { HasEnded: false, IsBlocked: true, Reason: BlockReason.Delay })
                && WaitForCallback(PatienceOfPolls(end));
        }

        if (FailOnCycle())
        {
            return true;
        }

        Escapes(waiting, "waited in real time, since a handler may be called from outside:", HandedOverAt);
        var patience = limits.ExternalWaitTimeout - waitedForCallbacks;
        if (Clock.NextDue is { } due && due - Clock.Now < patience.Ticks)
        {
            patience = TimeSpan.FromTicks(due - Clock.Now);
        }

        if (WaitForCallback(patience))
        {
            return true;
        }

        WaitedInVain = waitedForCallbacks >= limits.ExternalWaitTimeout;
        return false;
    }

    // The clock of a program that polls with a limit does not leave the outside behind, for as long as that usually takes.
    private TimeSpan PatienceOfPolls(long until) =>
        MayBeCalledBack() ? TimeSpan.FromTicks(Math.Clamp(until - Clock.Now, 0, Math.Max(0, (limits.PollPatience - waitedForCallbacks).Ticks))) : TimeSpan.Zero;

    private bool WaitForCallback(TimeSpan patience)
    {
        var untilProbe = FirstProbe;
        for (var waited = TimeSpan.Zero; waited < patience; waited += untilProbe)
        {
            untilProbe = TimeSpan.FromTicks(Math.Clamp(waited.Ticks, FirstProbe.Ticks, LongestBetweenProbes.Ticks));
            if (TakeInOutside(untilProbe) || ProbeResources())
            {
                return true;
            }
        }

        waitedForCallbacks += patience;
        return false;
    }

    private void WaitOutside()
    {
        if (FailOnCycle())
        {
            return;
        }

        // Who waits for others that wait for the outside is not named where these are.
        var waiting = operations.FindAll(static o => o is { HasEnded: false, IsBlocked: true, MayAwaitOutside: true });
        var first = waiting.FindAll(operation => MayComeFromOutside(operation, operation.BlockedOn));
        foreach (var operation in first.Count > 0 ? first : waiting)
        {
            Escapes(operation, $"waited in real time for {WovenTypes.UnwovenMethodOf(operation.BlockedOn) ?? "what is not under control"}:", operation.Site);
        }

        var due = Clock.NextDue;
        var patience = limits.ExternalWaitTimeout;
        if (due is { } time && time - Clock.Now < patience.Ticks)
        {
            patience = TimeSpan.FromTicks(time - Clock.Now);
        }

        heldUpOutside = operations.Find(static o => o.IsDetached) ?? first.FirstOrDefault() ?? waiting.FirstOrDefault();
        var came = TakeInOutside(patience);
        heldUpOutside = null;
        if (came)
        {
            return;
        }

        if (due is { } reached && reached - Clock.Now <= patience.Ticks)
        {
            spinning.TimeHasPassed();
            company.TimeHasPassed();
            AdvanceClock(reached);
        }
        else
        {
            WaitedInVain = true;
            Fail(WaitForGraph.Blocked(this, RunEnd.Uncontrolled, total: true) with
            {
                Message = "nothing went on in code that is not under control, which was waited for in real time",
            });
        }
    }
}
