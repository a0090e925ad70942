using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A task, awaited under control by code that is not woven.</summary>
public readonly struct ControlledTaskAwaitable
{
    private readonly Task task;

    internal ControlledTaskAwaitable(Task task) => this.task = task;

    /// <summary>What the compiler asks for.</summary>
    public Awaiter GetAwaiter() => new(task);

    /// <summary>Awaits the task.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly Task task;

        internal Awaiter(Task task) => this.task = task;

        /// <summary>Whether the task is complete.</summary>
        public bool IsCompleted => task.IsCompleted;

        /// <summary>Throws what the task ended with, if it did.</summary>
        public void GetResult()
        {
            if (!task.IsCompleted && Control.Current is not null)
            {
                throw new OperationAbortedException();
            }

            if (Control.Observed is { } observed)
            {
                Observation.FoundComplete(observed, task);
            }

            task.GetAwaiter().GetResult();
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation)
        {
            var awaiter = task.ConfigureAwait(false).GetAwaiter();
            new ControlledAwaiter<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>(awaiter, null, critical: true, 0).UnsafeOnCompleted(continuation);
        }
    }
}
