using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Starts work that was handed over. A work item is there from the beginning; what may never start, or may start often, is made when it does.</summary>
internal sealed class WorkStart(ObservedCall call)
{
    private readonly ObservedOperation? queued =
        call is { Loop: null, Starts: OperationKind.WorkItem } ? Observation.Create(call.By, OperationKind.WorkItem, "", call.Site) : null;

    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    public T Run<T>(Func<T> work)
    {
        if (call.IsQuery)
        {
            ObservedFlow.Arrive(OperationKind.Task, call.Site);
            return work();
        }

        if (work is Func<ValueTask> later)
        {
            // Seen to its end as a task; asked for once only, as it would have been.
            return (T)(object)new ValueTask(RunAlone(() => later().AsTask()));
        }

        return call.Loop is { } loop && work is not Func<Task> ? loop.Run(work) : RunAlone(work);
    }

    private T RunAlone<T>(Func<T> work) => Observation.Run(queued ?? call.By.Recorder.Create(call.By, call.Starts, "", call.Site), work);
}
