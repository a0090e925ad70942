using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class AsyncResultTests
{
    [Fact]
    public void A_tasks_handle_is_signalled_beside_an_operation_that_spins() => Passes(() =>
    {
        var end = false;
        var spinning = Task.Run(() => SpinUntil(ref end));
        Assert.True(Handle(Task.Run(static () => { })).WaitOne());
        Volatile.Write(ref end, true);
        spinning.Wait();
    });

    [Fact]
    public void The_handle_of_a_begun_operation_is_its_tasks() => Passes(() =>
    {
        var end = false;
        var spinning = Task.Run(() => SpinUntil(ref end));
        var result = TaskToAsyncResult.Begin(Task.Run(static () => 5), null, null);
        Assert.True(result.AsyncWaitHandle.WaitOne());
        Volatile.Write(ref end, true);
        spinning.Wait();
        Assert.Equal(5, TaskToAsyncResult.End<int>(result));
    });

    [Fact]
    public void Handles_of_tasks_are_waited_for_together() => Passes(() =>
    {
        var end = false;
        var spinning = Task.Run(() => SpinUntil(ref end));
        Task<int>[] tasks = [Task.Run(static () => 1), Task.Run(static () => 2)];
        var handles = Array.ConvertAll(tasks, Handle);
        var first = WaitHandle.WaitAny(handles);
        Assert.Equal(first + 1, tasks[first].Result);
        Assert.True(WaitHandle.WaitAll(handles));
        Volatile.Write(ref end, true);
        spinning.Wait();
    });

    [Fact]
    public void A_begun_operation_is_polled() => Passes(() =>
    {
        var result = TaskToAsyncResult.Begin(Task.Run(static () => 5), null, null);
        while (!result.IsCompleted)
        {
        }

        Assert.Equal(5, TaskToAsyncResult.End<int>(result));
    });

    [Fact]
    public void The_handle_of_a_task_that_needs_what_the_waiting_one_holds_is_a_cycle()
    {
        var failure = Fails(FailureKind.Deadlock, () =>
        {
            var gate = new object();
            var task = Task.Run(() =>
            {
                lock (gate)
                {
                }
            });
            lock (gate)
            {
                Handle(task).WaitOne();
            }
        });
        Assert.Contains("cycle", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts() => AlikeAndControlled(script =>
    {
        script.Get(() => Handle(Task.CompletedTask).WaitOne(0));
        script.Get(() => Handle(Task.FromException(new InvalidOperationException("failed"))).WaitOne());
        script.Get(() => Handle(new TaskCompletionSource().Task).WaitOne(5));
        script.Get(() => ReferenceEquals(Handle(Task.CompletedTask), Handle(Task.CompletedTask)));
        script.Get(() => ((IAsyncResult)Task.CompletedTask).IsCompleted);
        script.Get(() => ((IAsyncResult)new TaskCompletionSource().Task).IsCompleted);
        script.Get(() => ((IAsyncResult)null!).AsyncWaitHandle.WaitOne());
        script.Get(() => ((IAsyncResult)null!).IsCompleted);
    });

    private static WaitHandle Handle(Task task) => ((IAsyncResult)task).AsyncWaitHandle;

    private static void SpinUntil(ref bool flag)
    {
        while (!Volatile.Read(ref flag))
        {
        }
    }
}
