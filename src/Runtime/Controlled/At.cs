using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A scheduling point before a call whose effect is one step.</summary>
internal static class At
{
    /// <summary>A scheduling point, then the call on <paramref name="target"/>.</summary>
    public static T Point<T>(T target, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
        }

        return target;
    }

    /// <summary>Tells that a call that tries to take something has taken it.</summary>
    public static bool Took(bool hasTaken)
    {
        if (hasTaken && Control.Current is { } operation)
        {
            operation.Scheduler.Took(operation);
        }

        return hasTaken;
    }

    /// <summary>A callback whose result the caller uses in a step of its own.</summary>
    public static Func<T, TResult> Callback<T, TResult>(Func<T, TResult> callback, long site) =>
        Control.Current is null || callback is null ? callback! : argument => Point(callback(argument), site);

    /// <inheritdoc cref="Callback{T, TResult}(Func{T, TResult}, long)"/>
    public static Func<T1, T2, TResult> Callback<T1, T2, TResult>(Func<T1, T2, TResult> callback, long site)
        where T2 : allows ref struct =>
        Control.Current is null || callback is null ? callback! : (first, second) => Point(callback(first, second), site);

    /// <inheritdoc cref="Callback{T, TResult}(Func{T, TResult}, long)"/>
    public static Func<T1, T2, T3, TResult> Callback<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> callback, long site)
        where T3 : allows ref struct =>
        Control.Current is null || callback is null ? callback! : (first, second, third) => Point(callback(first, second, third), site);
}
