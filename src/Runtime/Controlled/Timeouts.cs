namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Timeouts as the BCL takes them, in the virtual clock's ticks of 100 ns; -1 for none.</summary>
internal static class Timeouts
{
    /// <returns>False for a value that the BCL refuses: the original call then throws what it throws.</returns>
    public static bool TryTicks(int milliseconds, out long ticks)
    {
        ticks = milliseconds < 0 ? -1 : milliseconds * TimeSpan.TicksPerMillisecond;
        return milliseconds >= -1;
    }

    /// <inheritdoc cref="TryTicks(int, out long)"/>
    public static bool TryTicks(TimeSpan timeout, out long ticks, long maxMilliseconds = int.MaxValue)
    {
        var milliseconds = (long)timeout.TotalMilliseconds;
        ticks = milliseconds < 0 ? -1 : milliseconds * TimeSpan.TicksPerMillisecond;
        return milliseconds >= -1 && milliseconds <= maxMilliseconds;
    }

    /// <summary>The BCL's milliseconds for ticks that <see cref="TryTicks(int, out long)"/> gave.</summary>
    public static int Milliseconds(long ticks) => ticks < 0 ? -1 : (int)(ticks / TimeSpan.TicksPerMillisecond);
}
