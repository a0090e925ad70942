using System.Diagnostics;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Stopwatch"/>: one that is started under control measures virtual time.</summary>
public static class ControlledStopwatch
{
    private static readonly ConditionalWeakTable<Stopwatch, Reading> Readings = [];

    public static long GetTimestamp(long site) => VirtualTime.LookAtUptime(site, out var now) ? now * (Stopwatch.Frequency / TimeSpan.TicksPerSecond) : Stopwatch.GetTimestamp();

    public static TimeSpan GetElapsedTime(long startingTimestamp, long site) => Stopwatch.GetElapsedTime(startingTimestamp, GetTimestamp(site));

    public static Stopwatch StartNew(long site)
    {
        var watch = new Stopwatch();
        Start(watch, site);
        return watch;
    }

    public static void Start(Stopwatch self, long site)
    {
        self.Start();
        if (VirtualTime.Look(site, out var now))
        {
            Readings.GetOrCreateValue(self).Start(now);
        }
    }

    public static void Stop(Stopwatch self, long site)
    {
        self.Stop();
        if (VirtualTime.Look(site, out var now) && ReadingOf(self) is { } reading)
        {
            reading.Stop(now);
        }
    }

    public static void Reset(Stopwatch self, long site)
    {
        self.Reset();
        Readings.Remove(self);
    }

    public static void Restart(Stopwatch self, long site)
    {
        Reset(self, site);
        Start(self, site);
    }

    public static TimeSpan get_Elapsed(Stopwatch self, long site) =>
        VirtualTime.Look(site, out var now) && ReadingOf(self) is { } reading ? TimeSpan.FromTicks(reading.Elapsed(now)) : self.Elapsed;

    public static long get_ElapsedMilliseconds(Stopwatch self, long site) => (long)get_Elapsed(self, site).TotalMilliseconds;

    public static long get_ElapsedTicks(Stopwatch self, long site) =>
        VirtualTime.Look(site, out var now) && ReadingOf(self) is { } reading
            ? reading.Elapsed(now) * (Stopwatch.Frequency / TimeSpan.TicksPerSecond)
            : self.ElapsedTicks;

    private static Reading? ReadingOf(Stopwatch? watch) => watch is not null && Readings.TryGetValue(watch, out var reading) ? reading : null;

    private sealed class Reading
    {
        private long sum;
        private long? startedAt;

        public void Start(long now) => startedAt ??= now;

        public void Stop(long now)
        {
            sum = Elapsed(now);
            startedAt = null;
        }

        public long Elapsed(long now) => sum + (startedAt is { } start ? now - start : 0);
    }
}
