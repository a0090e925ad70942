using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>What woven async methods hand their awaiters through, and a way for code that is not woven to await under control.</summary>
public static class ControlledAwait
{
    /// <summary>Whether anything in the process is under control or observed: if not, a builder is given the original awaiter.</summary>
    public static bool IsActive => Control.IsActive;

    /// <summary>Wraps an awaiter on its way to an async method builder, so that the continuation becomes a step of an operation.</summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TStateMachine">The async method's state machine.</typeparam>
    public static ControlledAwaiter<TAwaiter> Wrap<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine, bool critical, long site)
        where TAwaiter : INotifyCompletion =>
        new(awaiter, typeof(TStateMachine).IsValueType ? null : (object?)stateMachine, critical, site);

    /// <summary>Awaits a task under control from code that is not woven.</summary>
    public static ControlledTaskAwaitable Task(Task task) => new(task);

    /// <summary>Awaits a task for the program, which waits for it there.</summary>
    internal static ControlledTaskAwaitable Task(Task task, long site) => new(task, site);

    /// <inheritdoc cref="Task(System.Threading.Tasks.Task)"/>
    public static ControlledTaskAwaitable Task(ValueTask task) => new(task.AsTask());
}
