namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>A delegate that a run handed to something outside. A thread that is not under control, and calls it, is an operation's for as long.</summary>
/// <param name="scheduler">The run.</param>
/// <param name="name">What each such operation is called.</param>
/// <param name="site">Where it was handed over.</param>
/// <param name="tellsOfEnd">Whether it is called when something has ended outside. Who finds that ended already calls it at once, which is a matter of real time.</param>
internal sealed class HandedDelegate(Scheduler scheduler, string name, long site, bool tellsOfEnd)
{
    // What was done before comes before what is called; what is done from then on need not.
    private readonly int step = scheduler.Steps;

    /// <summary>Does it as an operation; or as it is, where this is a step of an operation already, or the run is over.</summary>
    public void Call(Action call)
    {
        if (Control.Current is null)
        {
            if (!scheduler.Arrive(call, name, site, step))
            {
                call();
            }
        }
        else if (tellsOfEnd)
        {
            // As when it had not ended yet: a schedule replays either way.
            ThreadPool.QueueUserWorkItem(_ => Call(call));
        }
        else
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
