using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Time;

/// <summary>The virtual clock as programs see it.</summary>
internal static class VirtualTime
{
    /// <summary>Reads the clock, in ticks of 100 ns since the run began.</summary>
    /// <returns>False when nothing is under control.</returns>
    public static bool Look(long site, out long now)
    {
        if (Control.Current is not { } operation)
        {
            now = 0;
            return false;
        }

        operation.Scheduler.LookAtClock(operation, site);
        now = operation.Scheduler.Clock.Now;
        return true;
    }
}
