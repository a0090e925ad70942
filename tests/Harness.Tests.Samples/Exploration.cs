using ConcurrencyTrace.Assertions;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness;
using ConcurrencyTrace.Runtime.Recording;
using Xunit;

namespace Samples;

/// <summary>Tests that only control of the interleaving can judge.</summary>
public sealed class Exploration : IAsyncLifetime
{
    private static object? single;

    private readonly Lock first = new();
    private readonly Lock second = new();
    private int shared;

    public async ValueTask InitializeAsync() => await Task.Delay(TimeSpan.FromHours(1));

    public async ValueTask DisposeAsync() => await Task.Delay(TimeSpan.FromHours(1));

    [TracedFact]
    public async Task Opposite_locks() => await Task.WhenAll(
        Task.Run(() => Nested(first, second)),
        Task.Run(() => Nested(second, first)));

    [TracedFact]
    public async Task Lost_update()
    {
        await Task.WhenAll(Task.Run(Add), Task.Run(Add));
        Assert.Equal(2, Volatile.Read(ref shared));
    }

    [TracedFact(Schedules = 50)]
    public async Task Test_and_harness_are_one_operation()
    {
        await Task.Delay(1);
        await Task.Run(() => { });
        TraceContext.Current.AfterRun(trace => Assert.Equal([OperationKind.Body, OperationKind.Task], trace.Operations.Select(o => o.Kind)));
    }

    [TracedFact]
    public async Task Too_many_operations()
    {
        await Task.WhenAll(Task.Run(() => { }), Task.Run(() => { }));
        TraceContext.Current.AfterRun(trace => trace.Should().HaveNoDeadlock().And.HaveAtMostLiveOperations(2, "memory is short"));
    }

    [TracedFact(Schedules = 200)]
    public async Task Three_operations_at_most()
    {
        await Task.WhenAll(Task.Run(() => { }), Task.Run(() => { }));
        TraceContext.Current.AfterRun(trace => trace.Should().HaveNoDeadlock().And.HaveAtMostLiveOperations(3).And.HaveMaxBlockedTime(TimeSpan.FromHours(1)));
    }

    [TracedFact]
    public async Task Signal_that_never_comes() => await new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task;

    [TracedFact(Schedules = 20)]
    public Task Completed_on_another_operation()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(source.SetResult);
        return source.Task;
    }

    [TracedFact(Schedules = 20)]
    public Task Static_field_set_on_first_use() => Task.WhenAll(Task.Run(() => single ??= new object()), Task.Run(() => single ??= new object()));

    private static void Nested(Lock outer, Lock inner)
    {
        lock (outer)
        {
            lock (inner)
            {
            }
        }
    }

    private void Add() => Volatile.Write(ref shared, Volatile.Read(ref shared) + 1);
}
