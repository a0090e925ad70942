using System.Threading.Tasks.Sources;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>What stands behind a <see cref="ValueTask"/> that may be consumed once: awaited again, it throws, as the runtime's pooled sources do.</summary>
internal abstract class SingleUse(Task task)
{
    private bool isAwaited;
    private bool isConsumed;

    /// <summary>The task that the scheduler knows.</summary>
    public Task Task => task;

    /// <summary>A value task that is complete when <paramref name="task"/> is, and can be consumed once.</summary>
    public static ValueTask<T> Of<T>(Task<T> task) => new(new SingleUse<T>(task), 0);

    /// <inheritdoc cref="Of{T}"/>
    public static ValueTask WithoutResult(Task<bool> task) => new(new SingleUse<bool>(task), 0);

    /// <summary>Consumes a value task where it is one of these.</summary>
    /// <returns>Its task; null where it is none.</returns>
    public static Task? Consume<TValueTask>(ref TValueTask value)
    {
        if (!Control.IsActive)
        {
            return null;
        }

        var source = AwaiterIdentity<TValueTask>.Source(ref value);
        source?.BecomeTask();
        return source?.Task;
    }

    /// <summary>Throws where a continuation can no longer be left: there may be one.</summary>
    /// <exception cref="InvalidOperationException">There is one, or the result was consumed.</exception>
    public void ThrowIfTaken()
    {
        ThrowIfConsumed();
        if (isAwaited)
        {
            throw new InvalidOperationException("Another continuation was already registered.");
        }
    }

    /// <summary>Notes that a continuation is left.</summary>
    /// <inheritdoc cref="ThrowIfTaken" path="/exception"/>
    public void BeginAwait()
    {
        ThrowIfTaken();
        isAwaited = true;
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        ThrowIfConsumed();
        return task.Status switch
        {
            TaskStatus.RanToCompletion => ValueTaskSourceStatus.Succeeded,
            TaskStatus.Faulted => ValueTaskSourceStatus.Faulted,
            TaskStatus.Canceled => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Pending,
        };
    }

    /// <summary>For code that is not woven: what is woven awaits the task.</summary>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        BeginAwait();
        var context = flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext) ? ExecutionContext.Capture() : null;
        task.ContinueWith(
            _ => Run(continuation, state, context),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.HideScheduler,
            ImmediateTaskScheduler.Instance);
    }

    protected void Consume()
    {
        ThrowIfConsumed();
        isConsumed = true;
    }

    // A task of it is a continuation, too, where it is not complete yet.
    private void BecomeTask()
    {
        if (!task.IsCompleted)
        {
            ThrowIfTaken();
        }

        Consume();
    }

    private static void Run(Action<object?> continuation, object? state, ExecutionContext? context)
    {
        if (context is null)
        {
            continuation(state);
        }
        else
        {
            ExecutionContext.Run(context, new ContextCallback(continuation), state);
        }
    }

    private void ThrowIfConsumed()
    {
        if (isConsumed)
        {
            throw new InvalidOperationException("The result of the operation was already consumed and may not be used again.");
        }
    }
}

/// <inheritdoc cref="SingleUse"/>
/// <typeparam name="T">The result.</typeparam>
internal sealed class SingleUse<T>(Task<T> task) : SingleUse(task), IValueTaskSource<T>, IValueTaskSource
{
    public T GetResult(short token)
    {
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("The asynchronous operation has not completed.");
        }

        Consume();
        return task.GetAwaiter().GetResult();
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);
}
