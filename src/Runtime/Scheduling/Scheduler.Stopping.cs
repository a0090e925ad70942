using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>A run that takes long in real time: what it does, and its end before it comes to one. Asked for by the thread that waits for the run.</content>
internal sealed partial class Scheduler
{
    // Asked for so often, once a look, the run no longer lets anybody end what it is in the middle of.
    private const int AsksBeforeUnwinding = 10;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private volatile Operation? heldUpOutside;
    private string? whyToStop;
    private volatile int asksToStop;

    /// <summary>What the run does at the moment, as far as another thread can tell.</summary>
    public string Activity
    {
        get
        {
            var heldUp = heldUpOutside;
            if ((heldUp ?? Running) is not { } operation)
            {
                return "no operation can run";
            }

            var site = SiteTable.Resolve(operation.Site);
            var place = site == Site.Unknown ? "" : $" after {site}";
            return heldUp is null ? $"op {operation.Id} goes on{place}" : $"op {operation.Id} is held up outside{place}, and nobody else can run";
        }
    }

    /// <summary>Asks the run to end, whatever it is doing; to be asked again with each look until it has.</summary>
    /// <param name="why">What the trace says of it.</param>
    public void Stop(string why)
    {
        whyToStop ??= why;
        asksToStop++;

        // Whoever waits for the outside looks up.
        Outside.Post(static () => { });
    }

    private void Await(Permit end, Action<Scheduler>? look)
    {
        while (!end.TryTake(look is null ? Timeout.InfiniteTimeSpan : BetweenLooks))
        {
            look?.Invoke(this);
        }
    }

    /// <summary>Ends the run where that was asked for. Called by whoever has the turn.</summary>
    private void HeedStop()
    {
        if (!IsDecided)
        {
            Record(EventKind.EventsLost, 0, 0, 0, 0, whyToStop);
            Fail(WaitForGraph.Blocked(this, RunEnd.Stopped, total: false) with { Message = Activity });
        }

        unwinding |= asksToStop > AsksBeforeUnwinding;
    }
}
