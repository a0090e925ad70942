using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>What belongs to a thread or flows with execution.</summary>
public class AmbientTests
{
    private delegate void Change(ref int count);

    [Fact]
    public void A_thread_begins_with_its_own_values() => Passes(() =>
    {
        using var local = new ThreadLocal<int>(static () => 1, trackAllValues: true);
        local.Value = 5;
        var thread = new Thread(() =>
        {
            Assert.False(local.IsValueCreated);
            Assert.Equal(1, local.Value);
        });
        thread.Start();
        thread.Join();
        Assert.Equal([1, 5], local.Values.Order());
    });

    [Fact]
    public void Asynchronous_locals_flow_down_and_not_up() => Passes(async () =>
    {
        var local = new AsyncLocal<int> { Value = 1 };
        await Task.WhenAll(Change(2), Change(3));
        Assert.Equal(1, local.Value);

        async Task Change(int value)
        {
            await Task.Yield();
            Assert.Equal(1, local.Value);
            local.Value = value;
            await Task.Delay(1);
            Assert.Equal(value, local.Value);
            await Task.Run(() => Assert.Equal(value, local.Value));
        }
    });

    [Fact]
    public void Who_is_told_of_changes_as_threads_begin_and_end_is_under_control()
    {
        Fails(FailureKind.Assertion, () => Assert.Equal(5, Changes(static (ref count) => count++)));
        Passes(() => Assert.Equal(5, Changes(static (ref count) => Interlocked.Increment(ref count))));

        static int Changes(Change change)
        {
            var changes = 0;
            var local = new AsyncLocal<int>(_ => change(ref changes)) { Value = 1 };
            Thread[] threads = [new(() => { }), new(() => { })];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            GC.KeepAlive(local);
            return changes;
        }
    }

    [Fact]
    public void What_does_not_flow_begins_with_nothing() => Passes(async () =>
    {
        var local = new AsyncLocal<int> { Value = 1 };
        var unsafely = new TaskCompletionSource<int>();
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            var seen = local.Value;
            local.Value = 7;
            unsafely.SetResult(seen);
        }, null);
        Task<int> suppressed;
        using (ExecutionContext.SuppressFlow())
        {
            suppressed = Task.Run(() => local.Value);
        }

        Assert.Equal(0, await suppressed);
        Assert.Equal(0, await unsafely.Task);
        Assert.Equal(1, await Task.Run(() => local.Value));
        var captured = ExecutionContext.Capture()!;
        local.Value = 2;
        ExecutionContext.Run(captured, _ => Assert.Equal(1, local.Value), null);
        Assert.Equal(2, local.Value);
    });
}
