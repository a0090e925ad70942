using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Annotations;

/// <summary>Where annotations go: into the run that the code is part of, and to whoever listens to <see cref="AnnotationSource"/>.</summary>
internal static class AnnotationSink
{
    private static int lastNumber;

    public static TaskAnnotation? BeginTask(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (run, number, parent) = (Run, NextNumber(), TaskAnnotation.Current);
        var task = TaskAnnotation.Current = new TaskAnnotation(run, number, name, parent);
        Record(EventKind.TaskBegin, number, NumberIn(run, parent), name);
        AnnotationSource.Instance.TaskStart(number, parent?.Number ?? 0, name);
        return task;
    }

    public static void End(TaskAnnotation task)
    {
        if (!task.TryEnd())
        {
            return;
        }

        if (TaskAnnotation.Current == task)
        {
            TaskAnnotation.Current = task.Parent;
        }

        if (task.Run is not null && task.Run == Run)
        {
            Record(EventKind.TaskEnd, task.Number, 0, task.Name);
        }

        AnnotationSource.Instance.TaskStop(task.Number, task.Name);
    }

    public static int BeginRegion(string name)
    {
        var (task, number) = (NumberOfTask(), NextNumber());
        Record(EventKind.RegionBegin, task, number, name);
        AnnotationSource.Instance.RegionStart(number, task, name);
        return number;
    }

    public static void EndRegion(string name, int number)
    {
        Record(EventKind.RegionEnd, NumberOfTask(), number, name);
        AnnotationSource.Instance.RegionStop(number, name);
    }

    public static void Log(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Record(EventKind.Log, NumberOfTask(), 0, message);
        AnnotationSource.Instance.Message(NumberOfTask(), message);
    }

    public static void Count(string name, long value)
    {
        ArgumentNullException.ThrowIfNull(name);
        Record(EventKind.Count, NumberOfTask(), value, name);
        AnnotationSource.Instance.Count(name, value);
    }

    private static object? Run => (object?)Control.Current?.Scheduler ?? Control.Observed?.Recorder;

    // Numbers of a run are the same in every replay.
    private static int NextNumber() => Control.Current is { } operation ? ++operation.Scheduler.Annotations
        : Control.Observed is { } observed ? observed.Recorder.NextAnnotation()
        : Interlocked.Increment(ref lastNumber);

    private static int NumberOfTask() => NumberIn(Run, TaskAnnotation.Current);

    // A task of another run, or of none, has no number in this one.
    private static int NumberIn(object? run, TaskAnnotation? task) => task?.Run == run ? task?.Number ?? 0 : 0;

    private static void Record(EventKind kind, int subject, long detail, string text)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Annotate(operation, kind, subject, detail, text);
        }
        else if (Control.Observed is { } observed)
        {
            observed.Recorder.Record(kind, observed, text, subject, detail, 0);
        }
    }
}
