using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Validation;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>On the real scheduler an async method may come to its end after its caller has found it incomplete, and before the caller is suspended.</summary>
public class ObservedMeanwhileTests
{
    private static bool suspends;
    private static bool isOver;

    [Fact]
    public void A_method_that_ends_before_its_caller_is_suspended_was_a_part_of_it()
    {
        var gate = new Lock();
        var result = Observer.Run(async () =>
        {
            (suspends, isOver) = (false, false);
            await CallAsync(gate);
        });

        Assert.Null(result.Exception);
        Assert.Empty(TraceValidator.Problems(result.Trace));
        Assert.True(result.Trace.Operations.Count == 1, TraceText.Write(result.Trace));
        Assert.Single(result.Trace.Events, e => e.Kind == EventKind.Acquired);
    }

    [AsyncMethodBuilder(typeof(SlowBuilder))]
    private static async Task CallAsync(Lock gate)
    {
        await EndMeanwhileAsync();
        lock (gate)
        {
        }
    }

    private static async Task EndMeanwhileAsync()
    {
        await Task.Yield();
        while (!Volatile.Read(ref suspends))
        {
        }

        Volatile.Write(ref isOver, true);
    }

    /// <summary>Suspends once what is awaited has come to its end.</summary>
    private struct SlowBuilder
    {
        private AsyncTaskMethodBuilder builder;

        public Task Task => builder.Task;

        public static SlowBuilder Create() => new() { builder = AsyncTaskMethodBuilder.Create() };

        public void Start<T>(ref T stateMachine)
            where T : IAsyncStateMachine => builder.Start(ref stateMachine);

        public void SetStateMachine(IAsyncStateMachine stateMachine) => builder.SetStateMachine(stateMachine);

        public void SetResult() => builder.SetResult();

        public void SetException(Exception exception) => builder.SetException(exception);

        public void AwaitOnCompleted<TAwaiter, T>(ref TAwaiter awaiter, ref T stateMachine)
            where TAwaiter : INotifyCompletion
            where T : IAsyncStateMachine => builder.AwaitOnCompleted(ref awaiter, ref stateMachine);

        public void AwaitUnsafeOnCompleted<TAwaiter, T>(ref TAwaiter awaiter, ref T stateMachine)
            where TAwaiter : ICriticalNotifyCompletion
            where T : IAsyncStateMachine
        {
            Volatile.Write(ref suspends, true);
            while (!Volatile.Read(ref isOver))
            {
            }

            // A wait that is recorded would be a step before the call is awaited.
            for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(50);)
            {
            }

            builder.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
        }
    }
}
