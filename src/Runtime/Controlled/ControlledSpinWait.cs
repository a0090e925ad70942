using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="SpinWait"/>: a turn of the loop lets others run.</summary>
public static class ControlledSpinWait
{
    // From this turn on the BCL's loop gives its time away, every second turn; there its counter goes on after it has run over.
    private const int FirstYield = 10;

    // From this turn on it sleeps, where nothing else is said; before, every fifth time that it gives its time away.
    private const int FirstSleep = 20;
    private const int YieldsASleep = 5;

    public static void SpinOnce(ref SpinWait self, long site)
    {
        if (Control.Current is { } operation)
        {
            Turn(operation, ref self, FirstSleep, site);
        }
        else
        {
            self.SpinOnce();
        }
    }

    public static void SpinOnce(ref SpinWait self, int sleep1Threshold, long site)
    {
        if (Control.Current is { } operation && sleep1Threshold >= -1)
        {
            Turn(operation, ref self, sleep1Threshold < 0 ? int.MaxValue : Math.Max(sleep1Threshold, FirstYield), site);
        }
        else
        {
            self.SpinOnce(sleep1Threshold);
        }
    }

    public static void SpinUntil(Func<bool> condition, long site)
    {
        if (Control.Current is { } operation && condition is not null)
        {
            SpinUntil(operation, condition, -1, site);
        }
        else
        {
            SpinWait.SpinUntil(condition!);
        }
    }

    public static bool SpinUntil(Func<bool> condition, int millisecondsTimeout, long site) =>
        Control.Current is { } operation && condition is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? SpinUntil(operation, condition, ticks, site)
            : SpinWait.SpinUntil(condition!, millisecondsTimeout);

    public static bool SpinUntil(Func<bool> condition, TimeSpan timeout, long site) =>
        Control.Current is { } operation && condition is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? SpinUntil(operation, condition, ticks, site)
            : SpinWait.SpinUntil(condition!, timeout);

    private static bool SpinUntil(Operation operation, Func<bool> condition, long ticks, long site)
    {
        var scheduler = operation.Scheduler;
        var deadline = scheduler.Clock.Now + ticks;

        // So that there is a time to jump to when nobody else can run.
        var due = ticks > 0 ? scheduler.Clock.Schedule(ticks, site, static () => { }) : null;
        try
        {
            scheduler.Point(operation, site);
            var spinner = default(SpinWait);
            while (!condition())
            {
                if (ticks >= 0 && scheduler.Clock.Now >= deadline)
                {
                    return false;
                }

                Turn(operation, ref spinner, FirstSleep, site);
            }

            return true;
        }
        finally
        {
            due?.Cancel();
        }
    }

    private static void Turn(Operation operation, ref SpinWait self, int firstSleep, long site)
    {
        ref var count = ref Count(ref self);
        var sleeps = Sleeps(count, firstSleep);
        count = count == int.MaxValue ? FirstYield : count + 1;
        operation.Scheduler.Yield(operation, site);
        if (sleeps)
        {
            Scheduler.ThrowIfInterrupted(operation);
        }
    }

    // Whether the original sleeps in this turn, be it for no time: an interrupt ends that, and no other turn.
    private static bool Sleeps(int turn, int firstSleep) =>
        turn >= firstSleep || (turn >= FirstYield && (turn - FirstYield) % 2 == 0 && (turn - FirstYield) / 2 % YieldsASleep == YieldsASleep - 1);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_count")]
    private static extern ref int Count(ref SpinWait self);
}
