using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class TaskFactoryTests
{
    [Fact]
    public void A_continuation_of_all_comes_after_all() => Passes(async () =>
    {
        var done = 0;
        Task[] tasks = [Task.Run(() => Interlocked.Increment(ref done)), Task.Run(() => Interlocked.Increment(ref done))];
        var seen = await Task.Factory.ContinueWhenAll(tasks, all => all.Count(t => t.IsCompletedSuccessfully) + done);
        Assert.Equal(4, seen);
    });

    [Fact]
    public void A_continuation_of_any_may_see_the_other_unfinished() => Fails(FailureKind.Assertion, async () =>
    {
        var first = Task.Run(static () => 1);
        var second = Task.Run(static () => 2);
        await Task.Factory.ContinueWhenAny([first, second], winner => Assert.True(first.IsCompleted && second.IsCompleted));
    });

    [Fact]
    public void A_continuation_of_any_is_given_either() => Fails(FailureKind.Assertion, async () =>
    {
        var winner = await Task<int>.Factory.ContinueWhenAny([Task.Run(static () => 1), Task.Run(static () => 2)], static first => first.Result);
        Assert.Equal(1, winner);
    });

    [Fact]
    public void A_parent_completes_after_its_attached_children() => Passes(async () =>
    {
        var done = 0;
        await Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    Task.Factory.StartNew(() => Interlocked.Increment(ref done), default, TaskCreationOptions.AttachedToParent, TaskScheduler.Default);
                }
            },
            default,
            TaskCreationOptions.None,
            TaskScheduler.Default);
        Assert.Equal(2, done);
    });

    [Fact]
    public void A_parent_does_not_wait_for_a_detached_child() => Fails(FailureKind.Assertion, async () =>
    {
        var done = 0;
        await Task.Factory.StartNew(
            () => { _ = Task.Factory.StartNew(() => Interlocked.Increment(ref done), default, TaskCreationOptions.None, TaskScheduler.Default); },
            default,
            TaskCreationOptions.None,
            TaskScheduler.Default);
        Assert.Equal(1, done);
    });

    [Fact]
    public void Exceptions_of_attached_children_are_the_parents() => Passes(() =>
    {
        var parent = new Task(static () => Task.Factory.StartNew(
            static () => throw new TimeoutException("late"), default, TaskCreationOptions.AttachedToParent, TaskScheduler.Default));
        parent.Start(TaskScheduler.Default);
        var thrown = Assert.Throws<AggregateException>(parent.Wait);
        Assert.IsType<TimeoutException>(Assert.Single(thrown.Flatten().InnerExceptions));
    });

    [Fact]
    public void A_child_that_its_parents_waiter_holds_up_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new Lock();
        lock (gate)
        {
            Task.Factory.StartNew(
                () => Task.Factory.StartNew(
                    () =>
                    {
                        lock (gate)
                        {
                        }
                    },
                    default,
                    TaskCreationOptions.AttachedToParent,
                    TaskScheduler.Default),
                default,
                TaskCreationOptions.None,
                TaskScheduler.Default).Wait();
        }
    });

    [Fact]
    public void A_task_run_synchronously_runs_here_and_waits_for_its_children() => Passes(() =>
    {
        var here = Environment.CurrentManagedThreadId;
        var there = 0;
        var child = false;
        var task = new Task(() =>
        {
            there = Environment.CurrentManagedThreadId;
            Task.Factory.StartNew(() => Volatile.Write(ref child, true), default, TaskCreationOptions.AttachedToParent, TaskScheduler.Default);
        });
        task.RunSynchronously();
        Assert.Equal(here, there);
        Assert.True(Volatile.Read(ref child));
    });

    [Fact]
    public void Running_synchronously_ends_as_in_the_runtime() => Alike(script =>
    {
        var task = new Task<int>(static () => throw new TimeoutException("late"));
        script.Do(task.RunSynchronously);
        script.Get(() => task.Status);
        script.Do(task.RunSynchronously);
        script.Do(() => Task.CompletedTask.RunSynchronously());
        script.Get(() => TaskScheduler.Current == TaskScheduler.Default);
        script.Get(() => Task.Factory.StartNew(static () => TaskScheduler.Current == TaskScheduler.Default, TaskCreationOptions.LongRunning).Result);
        script.Get(() => Task.Factory.StartNew(static () => TaskScheduler.Current == TaskScheduler.Default).Result);
        script.Do(() => Task.Factory.ContinueWhenAll([], _ => { }));
        script.Get(() => Task.Factory.ContinueWhenAll([Task.FromException(new TimeoutException("late"))], all => all[0].Status).Result);
        script.Get(() => Task.Factory.FromAsync(Task.FromResult(3), r => ((Task<int>)r).Result).Result);
    });

    [Fact]
    public void A_scheduler_is_free_while_an_asynchronous_result_that_ends_there_is_waited_for() => Passes(async () =>
    {
        var exclusive = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var source = new TaskCompletionSource();
        var ended = Task.Factory.FromAsync(source.Task, _ => Assert.Same(exclusive, TaskScheduler.Current), TaskCreationOptions.None, exclusive);
        await new TaskFactory(exclusive).StartNew(source.SetResult);
        await ended;
    });

    [Fact]
    public void Long_running_tasks_interleave() => Fails(FailureKind.Assertion, () =>
    {
        var count = 0;
        Task.WaitAll(
            Task.Factory.StartNew(() => count++, default, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            Task.Factory.StartNew(() => count++, default, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.Equal(2, count);
    });
}
