using System.ComponentModel;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Work that a bracketed call hands over, made an operation of its own. Woven code calls it, by the type of the delegate.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ObservedWork
{
    /// <summary>The same work as an operation.</summary>
    public static Action? Of(ObservedCall call, Action? work) => Begin(call, work) is not { } start ? work : () => start.Run(work!);

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Action<T>? Of<T>(ObservedCall call, Action<T>? work) => Begin(call, work) is not { } start ? work : a => start.Run(() => work!(a));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Action<T1, T2>? Of<T1, T2>(ObservedCall call, Action<T1, T2>? work) => Begin(call, work) is not { } start ? work : (a, b) => start.Run(() => work!(a, b));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Action<T1, T2, T3>? Of<T1, T2, T3>(ObservedCall call, Action<T1, T2, T3>? work) =>
        Begin(call, work) is not { } start ? work : (a, b, c) => start.Run(() => work!(a, b, c));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Func<TResult>? Of<TResult>(ObservedCall call, Func<TResult>? work) => Begin(call, work) is not { } start ? work : () => start.Run(work!);

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Func<T, TResult>? Of<T, TResult>(ObservedCall call, Func<T, TResult>? work) => Begin(call, work) is not { } start ? work : a => start.Run(() => work!(a));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Func<T1, T2, TResult>? Of<T1, T2, TResult>(ObservedCall call, Func<T1, T2, TResult>? work) =>
        Begin(call, work) is not { } start ? work : (a, b) => start.Run(() => work!(a, b));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Func<T1, T2, T3, TResult>? Of<T1, T2, T3, TResult>(ObservedCall call, Func<T1, T2, T3, TResult>? work) =>
        Begin(call, work) is not { } start ? work : (a, b, c) => start.Run(() => work!(a, b, c));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Func<T1, T2, T3, T4, TResult>? Of<T1, T2, T3, T4, TResult>(ObservedCall call, Func<T1, T2, T3, T4, TResult>? work) =>
        Begin(call, work) is not { } start ? work : (a, b, c, d) => start.Run(() => work!(a, b, c, d));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static WaitCallback? Of(ObservedCall call, WaitCallback? work) => Begin(call, work) is not { } start ? work : a => start.Run(() => work!(a));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static TimerCallback? Of(ObservedCall call, TimerCallback? work) => Begin(call, work) is not { } start ? work : a => start.Run(() => work!(a));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static WaitOrTimerCallback? Of(ObservedCall call, WaitOrTimerCallback? work) => Begin(call, work) is not { } start ? work : (a, b) => start.Run(() => work!(a, b));

    /// <inheritdoc cref="Of(ObservedCall, Action)"/>
    public static Action[]? Of(ObservedCall call, Action[]? work) => work is null ? null : Array.ConvertAll(work, one => Of(call, one)!);

    private static WorkStart? Begin(ObservedCall call, Delegate? work) => work is null ? null : new WorkStart(call);
}
