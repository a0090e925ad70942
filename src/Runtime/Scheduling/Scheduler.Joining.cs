using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Records whose end an operation came after, without which a trace does not tell: who finds a task complete does not wait for it.</content>
internal sealed partial class Scheduler
{
    private const int DeepestCombination = 100;

    /// <summary>The operation goes on after <paramref name="task"/>, which is complete, and so after every operation that it stands for.</summary>
    public void Join(Operation operation, Task task, long site)
    {
        if (!unwinding)
        {
            Join(operation, task, site, 0);
        }
    }

    /// <summary>The operation goes on after <paramref name="ended"/>.</summary>
    public void Join(Operation operation, Operation ended, long site)
    {
        // One that is back from where it was stuck has not got its turn yet.
        if (ended.HasEnded && ended != operation && !operation.IsDetached)
        {
            Record(EventKind.Joined, operation.Id, ended.Id, 0, site);
        }
    }

    private void Join(Operation operation, Task task, long site, int depth)
    {
        if (!task.IsCompleted || depth > DeepestCombination || Tasks.Find(task) is not { } known)
        {
            return;
        }

        if (known.Completer is { } completer)
        {
            Join(operation, completer, site);
        }

        foreach (var part in WaitForGraph.PartsOf(known))
        {
            Join(operation, part, site, depth + 1);
        }
    }
}
