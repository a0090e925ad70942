using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Who waits for whom when nothing can run.</summary>
internal sealed class WaitForGraph
{
    private static readonly List<Operation> Nobody = [];

    private readonly Scheduler scheduler;
    private readonly Func<Resource, bool> isHeld;
    private readonly List<Operation> found = [];
    private Dictionary<object, Operation>? suspendedIn;

    public WaitForGraph(Scheduler scheduler)
        : this(scheduler, static _ => true)
    {
    }

    // A semaphore is nobody's: whether only those who took permits give them back, what happened so far can tell.
    private WaitForGraph(Scheduler scheduler, Func<Resource, bool> isHeld) => (this.scheduler, this.isHeld) = (scheduler, isHeld);

    // Made when asked for: most of what is awaited is known by the task.
    private Dictionary<object, Operation> SuspendedIn => suspendedIn ??= FindSuspended(scheduler);

    /// <summary>The outcome of a run in which nothing can go on.</summary>
    public static RunOutcome Blocked(Scheduler scheduler, RunEnd end, bool total)
    {
        var graph = new WaitForGraph(scheduler, resource => total || resource.Kind != ResourceKind.Semaphore || resource.IsLock != false);
        var waiting = scheduler.Operations.Where(IsWaiting).ToList();
        var holders = waiting.ToDictionary(o => o, graph.HoldersOf);
        var doomed = Doomed(holders);
        var blocked = waiting.Select(o => new BlockedOperation(
            o.Id, o.Reason, Resource.Of(o.BlockedOn)?.Id ?? 0, o.Site, [.. holders[o].Select(h => h.Id).Distinct()], doomed.Contains(o) && Reaches(o, o, holders))).ToList();
        var faulted = scheduler.Operations.Where(o => o is { HasEnded: true, Task.IsFaulted: true }).Select(o => (o.Id, o.Task!)).ToList();
        return new RunOutcome(end, blocked.FirstOrDefault(b => b.InCycle)?.Operation ?? 0) { Blocked = blocked, Total = total, Faulted = faulted };
    }

    /// <summary>Whether operations wait for each other in a circle, without a timeout, whatever others may do. Asked time and again, and seldom so: it costs little where most wait for nobody.</summary>
    public static bool HasCycle(Scheduler scheduler)
    {
        var graph = new WaitForGraph(scheduler, static resource => resource.Kind != ResourceKind.Semaphore || resource.IsLock == true);
        var holders = new Dictionary<Operation, List<Operation>>();
        foreach (var operation in scheduler.Operations)
        {
            if (IsWaiting(operation) && graph.HoldersOf(operation) is { Count: > 0 } its)
            {
                holders.Add(operation, its);
            }
        }

        return Doomed(holders).Any(o => Reaches(o, o, holders));
    }

    private static bool IsWaiting(Operation operation) => operation is { HasEnded: false, IsBlocked: true } or { IsDetached: true };

    private static Dictionary<object, Operation> FindSuspended(Scheduler scheduler)
    {
        var suspended = new Dictionary<object, Operation>(ReferenceEqualityComparer.Instance);
        foreach (var operation in scheduler.Operations)
        {
            if (operation.HasEnded)
            {
                continue;
            }

            foreach (var frame in operation.Frames)
            {
                Own(frame.Box, operation);
                Own(frame.StateMachine, operation);
            }

            Own(operation.Task, operation);
        }

        return suspended;

        void Own(object? identity, Operation operation)
        {
            if (identity is not null)
            {
                suspended.TryAdd(identity, operation);
            }
        }
    }

    /// <summary>The tasks that a task follows: one that runs a delegate follows the task that the delegate returned.</summary>
    public static IReadOnlyList<Task> PartsOf(TaskInfo info) =>
        info.Completer is { HasEnded: true, Returned: Task returned } ? [returned] : info.Parts;

    /// <summary>Where what completes an awaited thing comes from.</summary>
    public Origin OriginOf(object? awaited) => OriginOf(awaited, 0);

    private Origin OriginOf(object? awaited, int depth)
    {
        if (awaited is null || depth > 100)
        {
            return Origin.Outside;
        }

        if (awaited is Task { IsCompleted: true })
        {
            // Completed on another thread since the last look: the news is on its way.
            return Origin.Outside;
        }

        if (awaited is Resource[] several)
        {
            return OriginOf(several, Origin.Inside, depth);
        }

        if (awaited is Resource { SignalledBy: { } signaller })
        {
            return OriginOf(signaller, depth);
        }

        var info = scheduler.Tasks.Find(awaited);
        if (info?.Completer is { HasEnded: false } || awaited is Resource || SuspendedIn.ContainsKey(awaited))
        {
            return Origin.Inside;
        }

        if (info is not null)
        {
            var known = PartsOf(info);
            var unfinished = known.Where(part => !part.IsCompleted).ToList();
            var isDue = known.Count > 0 && (unfinished.Count == 0 || (info.IsAny && unfinished.Count < known.Count));
            return isDue ? Origin.Outside : OriginOf(unfinished, info.PartsChange ? Origin.InsideSoFar : Origin.Inside, depth);
        }

        var parts = TaskInspection.PartsOf(awaited);
        if (parts.Count == 0)
        {
            return IsOfProgram(awaited) ? Origin.InsideSoFar : Origin.Outside;
        }

        // Code that is not woven may await something else next.
        var pending = parts.Where(part => part is not Task { IsCompleted: true }).ToList();
        return pending.Count == 0 ? Origin.Outside : OriginOf(pending, Origin.InsideSoFar, depth);
    }

    private Origin OriginOf(IEnumerable<object> parts, Origin atLeast, int depth)
    {
        var origin = atLeast;
        foreach (var part in parts)
        {
            var its = OriginOf(part, depth + 1);
            if (its == Origin.Outside)
            {
                return its;
            }

            origin = its > origin ? its : origin;
        }

        return origin;
    }

    // An awaiter or value task source that woven code wrote, or a task that waits its turn at such a scheduler, can be completed by woven code only,
    // as long as that was not called from outside.
    private bool IsOfProgram(object awaited) => !scheduler.HasHeardFromOutside
        && (WovenTypes.Contains(awaited.GetType()) || (awaited is Task task && TaskInspection.SchedulerOf(task) is { } its && WovenTypes.IsScheduler(its)));

    private List<Operation> HoldersOf(Operation waiting)
    {
        found.Clear();
        CollectHolders(waiting.BlockedOn, 0);
        return found.Count == 0 ? Nobody : [.. found];
    }

    private void CollectHolders(object? on, int depth)
    {
        switch (on)
        {
            case null:
                break;
            case Resource resource:
                found.AddRange(HoldersOf(resource));
                break;
            case Resource[] several:
                // Whichever comes first will do: held up only while each is held.
                if (Array.TrueForAll(several, r => HoldersOf(r).Count > 0))
                {
                    Array.ForEach(several, r => found.AddRange(HoldersOf(r)));
                }

                break;
            case Operation operation:
                AddUnlessEnded(operation);
                break;
            default:
                CollectCompleters(on, depth);
                break;
        }
    }

    private void CollectCompleters(object awaited, int depth)
    {
        if (scheduler.Tasks.Find(awaited) is { } info)
        {
            if (info.Completer is not { HasEnded: false } completer)
            {
                CollectHolders(PartsOf(info), depth);
            }
            else
            {
                found.Add(completer);
            }
        }
        else if (SuspendedIn.TryGetValue(awaited, out var owner))
        {
            found.Add(owner);
        }
        else
        {
            CollectHolders(TaskInspection.PartsOf(awaited), depth);
        }
    }

    private void CollectHolders(IReadOnlyList<object> parts, int depth)
    {
        for (var i = 0; i < parts.Count && depth <= 100; i++)
        {
            if (parts[i] is not Task { IsCompleted: true })
            {
                CollectHolders(parts[i], depth + 1);
            }
        }
    }

    private void AddUnlessEnded(Operation operation)
    {
        if (!operation.HasEnded)
        {
            found.Add(operation);
        }
    }

    private List<Operation> HoldersOf(Resource resource) =>
        resource.SignalledBy is { } task ? scheduler.Tasks.Find(task)?.Completer is { HasEnded: false } completer ? [completer] : Nobody
        : (resource.Shows ?? resource) is var own && isHeld(own) ? own.Holders : Nobody;

    /// <summary>The largest set of waiting operations all of whose known holders are in the set.</summary>
    private static HashSet<Operation> Doomed(Dictionary<Operation, List<Operation>> holders)
    {
        var doomed = holders.Where(waiting => waiting.Value.Count > 0 && !waiting.Key.WaitMayEndByItself).Select(waiting => waiting.Key).ToHashSet();
        while (doomed.RemoveWhere(o => !holders[o].TrueForAll(doomed.Contains)) > 0)
        {
        }

        return doomed;
    }

    private static bool Reaches(Operation from, Operation target, Dictionary<Operation, List<Operation>> holders)
    {
        var seen = new HashSet<Operation>();
        var stack = new Stack<Operation>([from]);
        while (stack.TryPop(out var operation))
        {
            foreach (var holder in holders.GetValueOrDefault(operation, []))
            {
                if (holder == target)
                {
                    return true;
                }

                if (seen.Add(holder))
                {
                    stack.Push(holder);
                }
            }
        }

        return false;
    }
}

/// <summary>Where what somebody waits for comes from.</summary>
internal enum Origin : byte
{
    /// <summary>From operations under control, and nowhere else.</summary>
    Inside,

    /// <summary>From operations under control, but code that is not woven stands between and may turn elsewhere.</summary>
    InsideSoFar,

    /// <summary>It may come from what is not under control.</summary>
    Outside,
}
