using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A task, awaited under control by code that is not woven.</summary>
public readonly struct ControlledTaskAwaitable
{
    private static readonly ConcurrentDictionary<Type, FieldInfo?> StateMachines = new();

    private readonly Task task;
    private readonly long site;

    internal ControlledTaskAwaitable(Task task, long site = 0) => (this.task, this.site) = (task, site);

    /// <summary>What the compiler asks for.</summary>
    public Awaiter GetAwaiter() => new(task, site);

    // That of an async iterator, which is an object: who awaits the next item awaits it. Woven code hands its own over.
    private static object? StateMachineOf(Action continuation) =>
        continuation.Target is { } box && StateMachines.GetOrAdd(box.GetType(), FieldOf) is { } field ? field.GetValue(box) : null;

    private static FieldInfo? FieldOf(Type box) => box.GetField("StateMachine") is { FieldType.IsValueType: false } field ? field : null;

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
            new ControlledAwaiter<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>(awaiter, StateMachineOf(continuation), critical: true, site).UnsafeOnCompleted(continuation);
        }
    }
}
