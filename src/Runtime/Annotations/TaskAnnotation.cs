namespace ConcurrencyTrace.Runtime.Annotations;

/// <summary>A user's task, as it flows.</summary>
internal sealed class TaskAnnotation(object? run, int number, string name, TaskAnnotation? parent)
{
    private static readonly AsyncLocal<TaskAnnotation?> Ambient = new();
    private int ended;

    /// <summary>The innermost task of this flow of control; null outside of all.</summary>
    public static TaskAnnotation? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The run that it is recorded in; null where it is only told to other tools.</summary>
    public object? Run { get; } = run;

    public int Number { get; } = number;

    public string Name { get; } = name;

    public TaskAnnotation? Parent { get; } = parent;

    /// <returns>False when it had ended already.</returns>
    public bool TryEnd() => Interlocked.Exchange(ref ended, 1) == 0;
}
