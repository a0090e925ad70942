namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>What a parallel loop does with its items.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <typeparam name="TLocal">What each worker keeps from item to item.</typeparam>
/// <param name="Init">Makes a worker's local value; null for the default.</param>
/// <param name="Step">One iteration.</param>
/// <param name="Finish">Called with a worker's last local value; null for nothing.</param>
internal sealed record LoopBody<T, TLocal>(Func<TLocal>? Init, Func<T, ParallelLoopState, long, TLocal, TLocal> Step, Action<TLocal>? Finish);

/// <summary>Loop bodies without a local value.</summary>
internal static class LoopBody
{
    public static LoopBody<T, int> Of<T>(Action<T> body) => Of<T>((item, _, _) => body(item));

    public static LoopBody<T, int> Of<T>(Action<T, ParallelLoopState> body) => Of<T>((item, state, _) => body(item, state));

    public static LoopBody<T, int> Of<T>(Action<T, ParallelLoopState, long> body) => new(
        null,
        (item, state, index, none) =>
        {
            body(item, state, index);
            return none;
        },
        null);

    public static LoopBody<T, TLocal> Of<T, TLocal>(Func<TLocal> init, Func<T, ParallelLoopState, TLocal, TLocal> body, Action<TLocal> finish) =>
        new(init, (item, state, _, local) => body(item, state, local), finish);
}
