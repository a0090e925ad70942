namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>
/// What is awaited from outside. Whether it had to be waited for is part of the schedule: in a process that has just started, a file is read later than in one
/// that has read it before.
/// </content>
internal sealed partial class Scheduler
{
    private static readonly TimeSpan BetweenLooksOutside = TimeSpan.FromMilliseconds(1);

    // What the schedule says of the outside has not come once: the run goes another way from there, and waits no more.
    private bool hasMissedOutside;

    private TimeSpan PatienceForNext => hasMissedOutside ? TimeSpan.Zero : limits.ExternalWaitTimeout * strategy.PatienceForNext;

    /// <summary>An operation looks whether what it awaits is complete. What comes from outside is where it was when the schedule was found: else it is held back, or waited for in real time.</summary>
    /// <param name="operation">Who looks.</param>
    /// <param name="awaiter">An awaiter of the runtime's.</param>
    /// <param name="isComplete">Whether it is complete.</param>
    /// <param name="site">Where it is looked at.</param>
    /// <returns>Whether the operation finds it complete.</returns>
    public bool FindsComplete<TAwaiter>(Operation operation, ref TAwaiter awaiter, bool isComplete, long site)
        where TAwaiter : struct
    {
        var wasComplete = WasComplete(operation);
        if (isComplete || wasComplete != true || !MayBeWaitedFor(operation, AwaiterIdentity<TAwaiter>.Get(ref awaiter)))
        {
            return isComplete && wasComplete != false;
        }

        Enter(operation, site, settle: false);
        isComplete = WaitForLate(ref awaiter);
        Leave(operation);
        return isComplete;
    }

    /// <summary>The operation waits for something that it did not find complete; notes it where that may come from outside.</summary>
    /// <returns>Whether it does.</returns>
    public bool GoesAway(Operation operation, object? awaited, long site)
    {
        if (!MayComeFromOutside(operation, awaited) && (IsDecided || strategy.WasComplete(operation, looks) != false))
        {
            return false;
        }

        Note(new Choice(operation.Id, looks + 1, ChoiceKind.Away, site));
        strategy.WentAway(operation);
        return true;
    }

    /// <summary>As the other, where the scheduler itself looks at a task.</summary>
    private bool FindsComplete(Operation operation, Task task)
    {
        var wasComplete = WasComplete(operation);
        var awaiter = task.GetAwaiter();
        return task.IsCompleted ? wasComplete != false : wasComplete == true && MayBeWaitedFor(operation, task) && WaitForLate(ref awaiter);
    }

    private bool? WasComplete(Operation operation)
    {
        looks++;
        return IsDecided ? null : strategy.WasComplete(operation, looks);
    }

    private bool MayBeWaitedFor(Operation operation, object? awaited) => !hasMissedOutside && MayComeFromOutside(operation, awaited);

    // By looking again and again: an awaiter that is asked to tell takes only one who asks where it is a value task's, and that is the program.
    private bool WaitForLate<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : struct
    {
        for (var waited = TimeSpan.Zero; waited < PatienceForNext; waited += BetweenLooksOutside)
        {
            Thread.Sleep(BetweenLooksOutside);
            if (AwaiterIdentity<TAwaiter>.IsCompleted(ref awaiter))
            {
                return true;
            }
        }

        hasMissedOutside = true;
        return false;
    }

    // Who awaits what its own step has just begun goes on with it.
    private bool MayComeFromOutside(Operation operation, object? awaited) =>
        awaited is not null and not Resource && operation.Pending?.Outermost.Is(awaited) != true && MayComeFromOutside(awaited, 0);

    private bool MayComeFromOutside(object awaited, int depth) =>
        Tasks.Find(awaited) is not { } info || (info.Completer is not { HasEnded: false } && depth < 100 && MayComeFromOutside(WaitForGraph.PartsOf(info), depth + 1));

    private bool MayComeFromOutside(IReadOnlyList<Task> parts, int depth)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (!parts[i].IsCompleted && MayComeFromOutside(parts[i], depth))
            {
                return true;
            }
        }

        return false;
    }
}
