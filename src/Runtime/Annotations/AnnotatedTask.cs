using ConcurrencyTrace.Runtime.Annotations;

namespace ConcurrencyTrace;

/// <summary>A task that <see cref="Annotate.Task"/> began.</summary>
public readonly struct AnnotatedTask : IDisposable
{
    private readonly TaskAnnotation? task;

    private AnnotatedTask(TaskAnnotation task) => this.task = task;

    /// <summary>Ends the task, once; what is done from here on in this flow of control is of the task around it.</summary>
    public void Dispose()
    {
        if (task is not null)
        {
            AnnotationSink.End(task);
        }
    }

    internal static AnnotatedTask Begin(string name) => AnnotationSink.BeginTask(name) is { } task ? new AnnotatedTask(task) : default;
}
