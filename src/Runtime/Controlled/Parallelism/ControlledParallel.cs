using ConcurrencyTrace.Runtime.Controlled.Parallelism;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Parallel"/>'s loops over ranges, and of <c>Invoke</c>, to <see cref="ParallelLoop"/>.</summary>
public static class ControlledParallel
{
    public static void Invoke(Action[] actions, long site) => Invoke(new ParallelOptions(), actions, site);

    public static void Invoke(ParallelOptions parallelOptions, Action[] actions, long site)
    {
        if (Control.Current is null || parallelOptions is null || actions is null || actions.Length == 0 || Array.IndexOf(actions, null) >= 0)
        {
            Parallel.Invoke(parallelOptions!, actions!);
            return;
        }

        // One that throws keeps no other from running. Without a limit all may run at once: they may wait for each other.
        var errors = new List<Exception>();
        var body = LoopBody.Of<Action>(action =>
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is not OperationAbortedException)
            {
                errors.Add(e);
            }
        });
        new ParallelLoop<Action, int>(body, parallelOptions, site).Run(new SharedItems<Action>([.. actions], site), actions.Length);
        if (errors.Count > 0)
        {
            throw new AggregateException(errors);
        }
    }

    public static ParallelLoopResult For(int fromInclusive, int toExclusive, Action<int> body, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static ParallelLoopResult For(int fromInclusive, int toExclusive, ParallelOptions parallelOptions, Action<int> body, long site) =>
        Control.Current is null || parallelOptions is null || body is null || toExclusive <= fromInclusive
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, body!)
            : ParallelLoop.Run(SharedItems<int>.Between(fromInclusive, toExclusive), parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult For(int fromInclusive, int toExclusive, Action<int, ParallelLoopState> body, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static ParallelLoopResult For(int fromInclusive, int toExclusive, ParallelOptions parallelOptions, Action<int, ParallelLoopState> body, long site) =>
        Control.Current is null || parallelOptions is null || body is null || toExclusive <= fromInclusive
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, body!)
            : ParallelLoop.Run(SharedItems<int>.Between(fromInclusive, toExclusive), parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult For<TLocal>(int fromInclusive, int toExclusive, Func<TLocal> localInit, Func<int, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), localInit, body, localFinally, site);

    public static ParallelLoopResult For<TLocal>(
        int fromInclusive, int toExclusive, ParallelOptions parallelOptions, Func<TLocal> localInit, Func<int, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        Control.Current is null || parallelOptions is null || localInit is null || body is null || localFinally is null || toExclusive <= fromInclusive
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, localInit!, body!, localFinally!)
            : ParallelLoop.Run(SharedItems<int>.Between(fromInclusive, toExclusive), parallelOptions, LoopBody.Of(localInit, body, localFinally), site);

    public static ParallelLoopResult For(long fromInclusive, long toExclusive, Action<long> body, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static ParallelLoopResult For(long fromInclusive, long toExclusive, ParallelOptions parallelOptions, Action<long> body, long site) =>
        Control.Current is null || parallelOptions is null || body is null || toExclusive <= fromInclusive
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, body!)
            : ParallelLoop.Run(SharedItems<long>.Between(fromInclusive, toExclusive), parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult For(long fromInclusive, long toExclusive, Action<long, ParallelLoopState> body, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), body, site);

    public static ParallelLoopResult For(long fromInclusive, long toExclusive, ParallelOptions parallelOptions, Action<long, ParallelLoopState> body, long site) =>
        Control.Current is null || parallelOptions is null || body is null || toExclusive <= fromInclusive
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, body!)
            : ParallelLoop.Run(SharedItems<long>.Between(fromInclusive, toExclusive), parallelOptions, LoopBody.Of(body), site);

    public static ParallelLoopResult For<TLocal>(long fromInclusive, long toExclusive, Func<TLocal> localInit, Func<long, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        For(fromInclusive, toExclusive, new ParallelOptions(), localInit, body, localFinally, site);

    public static ParallelLoopResult For<TLocal>(
        long fromInclusive, long toExclusive, ParallelOptions parallelOptions, Func<TLocal> localInit, Func<long, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> localFinally, long site) =>
        Control.Current is null || parallelOptions is null || localInit is null || body is null || localFinally is null || toExclusive <= fromInclusive
            ? Parallel.For(fromInclusive, toExclusive, parallelOptions!, localInit!, body!, localFinally!)
            : ParallelLoop.Run(SharedItems<long>.Between(fromInclusive, toExclusive), parallelOptions, LoopBody.Of(localInit, body, localFinally), site);
}
