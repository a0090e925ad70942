using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>A parallel loop: what it runs on a thread other than its caller's is an operation a thread, however many rounds that does.</summary>
internal sealed class ObservedLoop(ObservedOperation by, long site)
{
    private readonly ConcurrentDictionary<int, ObservedOperation> workers = new();
    private readonly int caller = Environment.CurrentManagedThreadId;

    public T Run<T>(Func<T> round)
    {
        if (Environment.CurrentManagedThreadId == caller || ObservedFlow.Running is not null)
        {
            return round();
        }

        var worker = workers.GetOrAdd(Environment.CurrentManagedThreadId, _ =>
        {
            var made = by.Recorder.Create(by, OperationKind.Task, "", site);
            made.Recorder.Record(EventKind.OperationStarted, made, null, 0, 0, site);
            return made;
        });
        ObservedTasks.Are(worker);
        var outer = ObservedFlow.Enter(worker);
        try
        {
            return round();
        }
        finally
        {
            ObservedFlow.Leave(outer);
        }
    }

    public void End()
    {
        foreach (var worker in workers.Values)
        {
            worker.End(OperationEnd.Completed);
        }
    }
}
