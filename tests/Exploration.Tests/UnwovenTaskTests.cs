using System.Reflection;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Tasks of code that is not woven are operations where that is asked for, and those of woven code are not there twice.</summary>
public class UnwovenTaskTests
{
    private const string Name = "task of code that is not woven";
    private const string Awaiting = $"{nameof(UnwovenTaskTests)}.{nameof(Await)}";

    [Fact]
    public void A_task_that_a_library_starts_has_its_creator_its_start_and_its_end()
    {
        var trace = Observe(() => Library.Run(() => Annotate.Log("in the task")));

        var task = Assert.Single(trace.Operations, o => o.Name == Name);
        Assert.Equal((OperationKind.Task, 1), (task.Kind, task.Creator));
        Assert.Equal(
            [EventKind.OperationCreated, EventKind.OperationStarted, EventKind.Log, EventKind.OperationEnded],
            trace.Events.Where(e => e.Operation == task.Id || (e.Kind == EventKind.OperationCreated && e.Subject == task.Id)).Select(e => e.Kind));
        Assert.Equal((long)OperationEnd.Completed, Assert.Single(trace.Events, e => e.Kind == EventKind.OperationEnded && e.Operation == task.Id).Detail);
    }

    [Fact]
    public void Whoever_awaits_it_is_let_go_on_by_it_after_it_has_ended()
    {
        var trace = Observe(async () =>
        {
            using var go = new ManualResetEventSlim();
            var waiting = Await(Library.Run(() => go.Wait()));
            go.Set();
            await waiting;
        });

        var task = Assert.Single(trace.Operations, o => o.Name == Name);
        var (ended, unblocked) = (IndexOf(trace, EventKind.OperationEnded, task), IndexOf(trace, EventKind.Unblocked, task));
        Assert.Equal(Awaiting, trace.OperationWith(trace.Events[unblocked].Subject)?.Name);
        Assert.True(ended < unblocked);
    }

    [Fact]
    public void A_task_within_such_a_task_was_made_by_it_and_failed_where_it_threw()
    {
        var trace = Observe(async () =>
        {
            await Library.Run(() => Library.Run(() => throw new InvalidOperationException()).ContinueWith(static _ => { }, TaskScheduler.Default).Wait());
        });

        var tasks = trace.Operations.Where(o => o.Name == Name).ToList();
        Assert.Equal(2, tasks.Count);
        Assert.Equal([1, tasks[0].Id], tasks.Select(t => t.Creator));
        Assert.Equal(OperationEnd.Faulted, EndOf(trace, tasks[1]));
        Assert.Equal(OperationEnd.Completed, EndOf(trace, tasks[0]));
    }

    [Fact]
    public void Tasks_of_woven_code_are_there_once()
    {
        static async Task Body()
        {
            await Task.Run(() => Annotate.Log("run"));
            await Task.Run(async () =>
            {
                await Task.Yield();
                Annotate.Log("async");
            });
            await Task.Factory.StartNew(() => Annotate.Log("started"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.CompletedTask.ContinueWith(_ => Annotate.Log("continued"), TaskScheduler.Default);
            var cold = new Task(() => Annotate.Log("cold"));
            cold.Start();
            await cold;
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
            {
                await Task.Yield();
                Annotate.Log("yielded");
            }));
        }

        var (without, with) = (Observer.Run(Body).Trace, Observe(Body));

        Assert.DoesNotContain(with.Operations, o => o.Name == Name);
        Assert.Equal(without.Operations.Select(o => (o.Kind, o.Name)).Order(), with.Operations.Select(o => (o.Kind, o.Name)).Order());
    }

    [Fact]
    public void A_parallel_loop_and_a_query_of_woven_code_have_no_further_tasks()
    {
        var trace = Observe(() =>
        {
            using var both = new Barrier(2);
            Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ => both.SignalAndWait());
            _ = Enumerable.Range(0, 100).AsParallel().WithDegreeOfParallelism(2).Select(i => i + 1).Sum();
            return Task.CompletedTask;
        });

        // Whatever the runtime starts and then has nothing to do for is no work of the loop's.
        var idle = trace.Operations.Where(o => o.Name == Name).ToList();
        Assert.All(idle, o => Assert.DoesNotContain(trace.Events, e => e.Operation == o.Id && e.Kind is EventKind.Blocked or EventKind.Signalled));
        Assert.Contains(trace.Operations, o => o.Kind == OperationKind.Task && o.Name != Name);
    }

    [Fact]
    public void The_completer_of_a_task_is_known_as_it_is_without()
    {
        var trace = Observe(async () =>
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var waiting = Await(source.Task);
            source.SetResult();
            await waiting;
        });

        var waits = Assert.Single(trace.Operations, o => o.Name == Awaiting);
        var unblocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == waits.Id);
        Assert.Equal(1, unblocked.Operation);
        Assert.Equal("TaskCompletionSource.SetResult", trace.SiteAt(unblocked.Site).Member);
    }

    [Fact]
    public void Without_being_asked_for_they_are_not_there()
    {
        var trace = ObservedProgram.Observe(() => Library.Run(() => Annotate.Log("in the task")));

        Assert.DoesNotContain(trace.Operations, o => o.Name == Name);
        Assert.Contains(trace.Operations, o => o.Kind == OperationKind.External);
    }

    private static Trace Observe(Func<Task> body)
    {
        var result = Observer.Run(body, new ObserverOptions { UnwovenTasks = true });
        Assert.True(result.Exception is null, result.Exception?.ToString());
        return result.Trace;
    }

    private static async Task Await(Task task) => await task;

    private static int IndexOf(Trace trace, EventKind kind, OperationInfo by) => Assert.Single(trace.Events.Index(), e => e.Item.Kind == kind && e.Item.Operation == by.Id).Index;

    private static OperationEnd EndOf(Trace trace, OperationInfo operation) =>
        (OperationEnd)Assert.Single(trace.Events, e => e.Kind == EventKind.OperationEnded && e.Operation == operation.Id).Detail;

    /// <summary>Calls that the weaver does not see.</summary>
    private static class Library
    {
        private static readonly MethodInfo TaskRun = typeof(Task).GetMethod(nameof(Task.Run), [typeof(Action)])!;

        public static Task Run(Action work) => (Task)TaskRun.Invoke(null, [work])!;
    }
}
