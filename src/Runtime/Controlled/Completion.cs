using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A call that completes tasks or runs callbacks: a scheduling point, then the real call, then whatever the runtime would have resumed inline.</summary>
internal readonly ref struct Completion
{
    private readonly Operation? operation;
    private readonly Queue<Suspension>? outer;

    private readonly bool inline;

    private Completion(Operation operation, bool inline)
    {
        this.operation = operation;
        this.inline = inline;
        outer = inline ? Scheduler.BeginCompletion(operation) : operation.InlineQueue;
        if (!inline)
        {
            operation.InlineQueue = null;
        }
    }

    /// <summary>Begins the call.</summary>
    /// <param name="site">Where.</param>
    /// <param name="inline">Whether the runtime would resume on this stack those who await what the call completes; else each goes on by itself.</param>
    public static Completion Begin(long site, bool inline = true)
    {
        if (Control.Current is not { } operation)
        {
            return default;
        }

        operation.Scheduler.Point(operation, site);
        return new Completion(operation, inline);
    }

    /// <summary>Begins the call that completes a task.</summary>
    public static Completion Begin(Task task, long site) =>
        Begin(site, inline: Control.Current is not { } operation || !operation.Scheduler.Tasks.ContinuesAsynchronously(task));

    /// <summary>Begins a call that completes what the platform made, and is no scheduling point: whoever makes it has been at one.</summary>
    public static Completion Within() => Control.Current is { } operation ? new Completion(operation, inline: true) : default;

    public void Dispose()
    {
        if (operation is not null && inline)
        {
            Scheduler.EndCompletion(operation, outer);
        }
        else if (operation is not null)
        {
            operation.InlineQueue = outer;
        }
    }
}
