using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>While something is completed whose awaiters the runtime resumes on another thread: there go on, too, those who await what is made of it, such as <see cref="Task.WhenAny(Task[])"/>.</summary>
internal readonly ref struct Elsewhere
{
    private readonly Operation? operation;

    private Elsewhere(Operation operation)
    {
        this.operation = operation;
        operation.CompletesElsewhere = true;
    }

    /// <summary>Begins to complete it.</summary>
    /// <param name="completed">What is known of it; where its awaiters resume on this stack, nothing changes.</param>
    /// <param name="always">Whether that does not count.</param>
    public static Elsewhere Begin(TaskInfo completed, bool always = false) =>
        (always || completed.ContinuesAsynchronously) && Control.Current is { CompletesElsewhere: false } operation ? new Elsewhere(operation) : default;

    public void Dispose()
    {
        if (operation is not null)
        {
            operation.CompletesElsewhere = false;
        }
    }
}
