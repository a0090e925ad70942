using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A call that completes tasks or runs callbacks: a scheduling point, then the real call, then whatever the runtime would have resumed inline.</summary>
internal readonly ref struct Completion
{
    private readonly Operation? operation;
    private readonly Queue<Suspension>? outer;

    private Completion(Operation operation)
    {
        this.operation = operation;
        outer = Scheduler.BeginCompletion(operation);
    }

    public static Completion Begin(long site)
    {
        if (Control.Current is not { } operation)
        {
            return default;
        }

        operation.Scheduler.Point(operation, site);
        return new Completion(operation);
    }

    public void Dispose()
    {
        if (operation is not null)
        {
            Scheduler.EndCompletion(operation, outer);
        }
    }
}
