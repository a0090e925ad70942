using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Time;

/// <summary>The virtual clock as programs see it.</summary>
internal static class VirtualTime
{
    // Many a program takes a timestamp or tick count of zero for one that was never taken.
    private const long UptimeAtStart = TimeSpan.TicksPerHour;

    /// <summary>Reads the clock as a machine's uptime, in ticks of 100 ns: an hour when the run began.</summary>
    /// <returns>False when nothing is under control.</returns>
    public static bool LookAtUptime(long site, out long uptime)
    {
        var looked = Look(site, out var now);
        uptime = now + UptimeAtStart;
        return looked;
    }

    /// <summary>Reads the clock, in ticks of 100 ns since the run began. No two readings are the same.</summary>
    /// <returns>False when nothing is under control.</returns>
    public static bool Look(long site, out long now)
    {
        if (Control.Current is not { } operation)
        {
            now = 0;
            return false;
        }

        operation.Scheduler.LookAtClock(operation, site);
        now = operation.Scheduler.Clock.Read();
        return true;
    }
}
