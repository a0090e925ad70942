namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>A delegate that a run handed to something outside. A thread that is not under control, and calls it, is an operation's for as long.</summary>
/// <param name="scheduler">The run.</param>
/// <param name="name">What each such operation is called.</param>
/// <param name="site">Where it was handed over.</param>
internal sealed class HandedDelegate(Scheduler scheduler, string name, long site)
{
    /// <summary>Does it as an operation; or as it is, where this is a step of an operation already, or the run is over.</summary>
    public void Call(Action call)
    {
        if (Control.Current is not null || !scheduler.Arrive(call, name, site))
        {
            call();
        }
    }

    /// <summary>As the other, for what has a result.</summary>
    /// <returns>The result; none when the run ended first.</returns>
    public TResult? Call<TResult>(Func<TResult> call)
    {
        TResult? result = default;
        Call(() =>
        {
            result = call();
        });
        return result;
    }
}
