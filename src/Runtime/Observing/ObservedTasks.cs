using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>
/// Tasks that code which is not woven starts, as <see cref="TaskListener"/> hears of them. A task of woven code is heard of, too: once its delegate runs, what was made
/// for it turns out to be a part of the operation that the delegate is.
/// </summary>
internal static class ObservedTasks
{
    private const string Name = "task of code that is not woven";

    private static readonly ConcurrentDictionary<int, Queue> Waiting = new();

    [ThreadStatic]
    private static Stack<Run>? runs;

    /// <summary>The task that this thread runs; null where that is unknown, where woven code has taken over, and where its delegate is woven code's.</summary>
    public static ObservedOperation? Current =>
        runs is { Count: > 0 } && runs.Peek() is { Operation: { IsPart: false, Recorder.IsStopped: false } operation } run && run.Outer == ObservedFlow.Running ? operation : null;

    /// <summary>This thread is about to queue a task.</summary>
    public static void Queued(int task, int scheduler)
    {
        // Those of that scheduler are our own.
        if (Control.Current is null && scheduler != ImmediateTaskScheduler.Instance.Id)
        {
            var by = Current ?? ObservedFlow.Here;
            if ((by?.Recorder ?? ObservedFlow.Session) is { TakesTasks: true, IsStopped: false } recorder)
            {
                Waiting[task] = new Queue(recorder, by, ObservationRecorder.Now);
            }
        }
    }

    /// <summary>This thread is about to run a task.</summary>
    public static void Started(int task)
    {
        ObservedOperation? operation = null;
        if (Waiting.TryRemove(task, out var queue) && !queue.Recorder.IsStopped)
        {
            operation = queue.Recorder.CreateAt(queue.Timestamp, queue.By, OperationKind.Task, Name, 0);
            operation.Recorder.Record(EventKind.OperationStarted, operation, null, 0, 0, 0);
        }

        (runs ??= new Stack<Run>()).Push(new Run(task, operation, ObservedFlow.Running));
    }

    /// <summary>This thread has run a task.</summary>
    public static void Ended(int task, bool isFaulted)
    {
        // What began before anybody listened was not heard of, nor was the end of what ended when nobody did.
        while (runs is not null && runs.TryPop(out var run))
        {
            if (run.Task == task)
            {
                run.Operation?.End(isFaulted ? OperationEnd.Faulted : OperationEnd.Completed);
                break;
            }
        }
    }

    /// <summary>The task that this thread runs, to which woven code in it belongs; null where there is none.</summary>
    public static ObservedOperation? Use()
    {
        var current = Current;
        current?.Settle();
        return current;
    }

    /// <summary>A flow of control has come onto this thread. If it is that of the task that the thread runs, the task is known from now on: a run may be over before its end is heard of.</summary>
    public static void Entered()
    {
        if (Current is { } current && TaskWaiters.Running is { } task && task.Id == runs!.Peek().Task)
        {
            current.Extend(task, null);
        }
    }

    /// <summary>The delegate of the task that this thread runs, if it runs one, is <paramref name="operation"/>.</summary>
    public static void Are(ObservedOperation operation)
    {
        if (Current is { } current && current.Recorder == operation.Recorder && runs!.Peek().Task == Task.CurrentId)
        {
            current.Join(operation);
        }
    }

    /// <summary>The task that this thread runs lets somebody go on who awaited <paramref name="awaited"/>; where that is the task itself, it has ended.</summary>
    public static ObservedOperation? Completing(Task? awaited)
    {
        var current = Current;
        if (current is not null && awaited is { IsCompleted: true } && runs!.Peek().Task == awaited.Id)
        {
            current.EndAs(awaited);
        }

        return current;
    }

    /// <summary>Nobody listens any more.</summary>
    public static void Forget() => Waiting.Clear();

    private sealed record Queue(ObservationRecorder Recorder, ObservedOperation? By, long Timestamp);

    /// <param name="Task">Its number.</param>
    /// <param name="Operation">What was made for it; null for what belongs to no run.</param>
    /// <param name="Outer">What the thread ran before: what woven code runs in the task is another operation.</param>
    private readonly record struct Run(int Task, ObservedOperation? Operation, ObservedOperation? Outer);
}
