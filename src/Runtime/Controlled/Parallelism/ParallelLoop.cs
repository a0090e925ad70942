using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>
/// A parallel loop under control. Its workers are operations, the caller one of them as in the BCL, and each takes one item at a time:
/// any grouping of iterations that the BCL may choose is one of these interleavings.
/// </summary>
/// <typeparam name="T">An item.</typeparam>
/// <typeparam name="TLocal">What each worker keeps from item to item.</typeparam>
internal sealed class ParallelLoop<T, TLocal>(LoopBody<T, TLocal> body, ParallelOptions options, long site)
{
    private readonly LoopFlags flags = new();
    private readonly List<Exception> errors = [];

    /// <summary>Runs the loop over items that its workers share.</summary>
    public ParallelLoopResult Run(SharedItems<T> items, int defaultDegree = ParallelLoop.DefaultDegree)
    {
        using (items)
        {
            return Run(items.GetEnumerator, items.Count ?? int.MaxValue, defaultDegree);
        }
    }

    /// <summary>Runs the loop; each worker opens a partition of its own.</summary>
    /// <param name="open">Opens a partition; a key below zero where items have none.</param>
    /// <param name="count">The greatest number of workers that can find an item.</param>
    /// <param name="defaultDegree">How many workers there are where the user set no limit.</param>
    public ParallelLoopResult Run(Func<IEnumerator<KeyValuePair<long, T>>> open, int count, int defaultDegree = ParallelLoop.DefaultDegree)
    {
        var token = options.CancellationToken;
        token.ThrowIfCancellationRequested();
        using (token.UnsafeRegister(static flags => ((LoopFlags)flags!).Cancel(), flags))
        {
            RunWorkers(() => Work(open), Math.Max(1, Math.Min(ParallelLoop.DegreeOf(options, defaultDegree), count)));
        }

        if (errors.Count > 0)
        {
            throw errors.TrueForAll(e => e is OperationCanceledException cancelled && cancelled.CancellationToken == token) && token.IsCancellationRequested
                ? errors[0]
                : new AggregateException(errors);
        }

        token.ThrowIfCancellationRequested();
        return flags.Result();
    }

    private void RunWorkers(Action work, int degree)
    {
        var scheduler = options.TaskScheduler ?? TaskScheduler.Current;
        var isDefault = ControlledTaskScheduler.StandsFor(scheduler);
        var workers = new Task[isDefault ? degree - 1 : degree];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = ControlledTaskFactory.StartNew(Task.Factory, work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler, site);
        }

        if (isDefault)
        {
            work();
        }

        ControlledTaskCombinators.WaitAll(workers, site);
    }

    private void Work(Func<IEnumerator<KeyValuePair<long, T>>> open)
    {
        try
        {
            using var items = open();
            var local = body.Init is { } init ? init() : default!;
            try
            {
                Loop(items, ref local);
            }
            finally
            {
                body.Finish?.Invoke(local);
            }
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            errors.Add(e);
            flags.SetExceptional();
        }
    }

    private void Loop(IEnumerator<KeyValuePair<long, T>> items, ref TLocal local)
    {
        var state = flags.NewState(out var setIteration);
        while (items.MoveNext())
        {
            var (index, item) = items.Current;
            setIteration(Math.Max(0, index));

            // Another may end the loop while this worker has the item and has not begun it, as part of a range or a chunk has not in the BCL.
            At.Point(0, site);
            if (ShouldExit(state, index))
            {
                return;
            }

            // Between seeing that the loop goes on and the iteration, another may end it.
            At.Point(0, site);
            local = body.Step(item, state, index, local);
            if (ShouldExit(state, index))
            {
                return;
            }
        }
    }

    private bool ShouldExit(ParallelLoopState state, long index) => index < 0 ? flags.AnySet : state.ShouldExitCurrentIteration;
}

/// <summary>What parallel loops have in common.</summary>
internal static class ParallelLoop
{
    /// <summary>Without a limit of the user's: more operations at once would only make schedules longer.</summary>
    public const int DefaultDegree = 4;

    public static ParallelLoopResult Run<T, TLocal>(IEnumerable<T> source, ParallelOptions options, LoopBody<T, TLocal> body, long site) =>
        new ParallelLoop<T, TLocal>(body, options, site).Run(new SharedItems<T>(source, site));

    public static int DegreeOf(ParallelOptions options, int defaultDegree = DefaultDegree) =>
        options.MaxDegreeOfParallelism > 0 ? options.MaxDegreeOfParallelism : defaultDegree;
}
