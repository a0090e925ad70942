using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of what tells the time: under control all of it is the virtual clock's. A look at the clock counts as a turn of a spin loop, so that waiting for a time by looking ends.</summary>
public static class ControlledDateTime
{
    public static DateTime get_UtcNow(long site) => VirtualTime.Look(site, out var now) ? VirtualClock.Epoch.AddTicks(now) : DateTime.UtcNow;

    public static DateTime get_Now(long site) => VirtualTime.Look(site, out var now) ? VirtualClock.Epoch.AddTicks(now).ToLocalTime() : DateTime.Now;

    public static DateTime get_Today(long site) => VirtualTime.Look(site, out var now) ? VirtualClock.Epoch.AddTicks(now).ToLocalTime().Date : DateTime.Today;
}

/// <summary>Redirections of <see cref="DateTimeOffset"/>.</summary>
public static class ControlledDateTimeOffset
{
    public static DateTimeOffset get_UtcNow(long site) => VirtualTime.Look(site, out var now) ? new DateTimeOffset(VirtualClock.Epoch.AddTicks(now)) : DateTimeOffset.UtcNow;

    public static DateTimeOffset get_Now(long site) => VirtualTime.Look(site, out var now) ? new DateTimeOffset(VirtualClock.Epoch.AddTicks(now)).ToLocalTime() : DateTimeOffset.Now;
}

/// <summary>Redirections of <see cref="Environment"/>.</summary>
public static class ControlledEnvironment
{
    /// <summary>How many processors there are under control: programs divide work by it, and a schedule must mean the same on every machine.</summary>
    internal const int Processors = 4;

    public static int get_ProcessorCount(long site) => Control.Current is null ? Environment.ProcessorCount : Processors;

    public static int get_TickCount(long site) => VirtualTime.LookAtUptime(site, out var now) ? (int)(now / TimeSpan.TicksPerMillisecond) : Environment.TickCount;

    public static long get_TickCount64(long site) => VirtualTime.LookAtUptime(site, out var now) ? now / TimeSpan.TicksPerMillisecond : Environment.TickCount64;
}

/// <summary>Redirections of <see cref="TimeProvider"/>: what the system's own does is virtual, what a user's does keeps working.</summary>
public static class ControlledTimeProvider
{
    public static DateTimeOffset GetUtcNow(TimeProvider self, long site) =>
        ProvidedTime.IsSystems(self, nameof(GetUtcNow)) ? ControlledDateTimeOffset.get_UtcNow(site) : self.GetUtcNow();

    public static DateTimeOffset base_GetUtcNow(TimeProvider self, long site) => ControlledDateTimeOffset.get_UtcNow(site);

    public static DateTimeOffset GetLocalNow(TimeProvider self, long site) =>
        TimeZoneInfo.ConvertTime(GetUtcNow(self, site), self.LocalTimeZone);

    public static long GetTimestamp(TimeProvider self, long site) =>
        ProvidedTime.IsSystems(self, nameof(GetTimestamp)) ? ControlledStopwatch.GetTimestamp(site) : self.GetTimestamp();

    public static long base_GetTimestamp(TimeProvider self, long site) => ControlledStopwatch.GetTimestamp(site);

    public static TimeSpan GetElapsedTime(TimeProvider self, long startingTimestamp, long site) =>
        self.GetElapsedTime(startingTimestamp, GetTimestamp(self, site));

    public static ITimer CreateTimer(TimeProvider self, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, long site) =>
        ProvidedTime.HasSystemTimers(self) ? base_CreateTimer(self, callback, state, dueTime, period, site) : self.CreateTimer(callback, state, dueTime, period);

    public static ITimer base_CreateTimer(TimeProvider self, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, long site)
    {
        if (Control.Current is not { } operation || callback is null)
        {
            return TimeProvider.System.CreateTimer(callback!, state, dueTime, period);
        }

        var timer = new VirtualTimer(operation, new object(), callback, state, site);
        timer.Change(dueTime, period);
        return timer;
    }
}
