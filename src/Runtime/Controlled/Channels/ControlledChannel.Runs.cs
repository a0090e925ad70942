using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Channels;

/// <content>The run that the channel belongs to: where it is in a static field, it outlives the one that made it.</content>
internal sealed partial class ControlledChannel<T>
{
    private Completion Call()
    {
        var call = Controlled.Completion.Begin(Control.Current?.CallSite ?? 0);
        try
        {
            BelongTo(Control.Current);
            return call;
        }
        catch (InvalidOperationException)
        {
            call.Dispose();
            throw;
        }
    }

    private (Resource Resource, TaskInfo Completed) Introduce(long site)
    {
        var own = scheduler.Resources.Get(this, ResourceKind.Channel, site);
        var info = new TaskInfo { Reason = BlockReason.ChannelReceive, Resource = own, ContinuesAsynchronously = !runsInline };
        scheduler.Tasks.Add(completion.Task, info);
        return (own, info);
    }

    // Those who waited in the run before are gone.
    private void BelongTo(Operation? user)
    {
        if (Successive.TakesOver(scheduler, user, this, ResourceKind.Channel, resource.Site))
        {
            scheduler = user!.Scheduler;
            (resource, completed) = Introduce(resource.Site);
            blockedReaders.Clear();
            blockedWriters.Clear();
            waitingReaders.Clear();
            waitingWriters.Clear();
        }
    }
}
