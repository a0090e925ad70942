using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A task, awaited under control by code that is not woven.</summary>
public readonly struct ControlledTaskAwaitable
{
    private readonly Task task;
    private readonly long site;

    internal ControlledTaskAwaitable(Task task, long site = 0) => (this.task, this.site) = (task, site);

    /// <summary>What the compiler asks for.</summary>
    public Awaiter GetAwaiter() => new(task, site);

    /// <summary>Awaits the task.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly Task task;
        private readonly long site;

        internal Awaiter(Task task, long site) => (this.task, this.site) = (task, site);

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
            new ControlledAwaiter<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>(awaiter, null, critical: true, site).UnsafeOnCompleted(continuation);
        }
    }
}
