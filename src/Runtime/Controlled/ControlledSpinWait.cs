using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="SpinWait"/>: a turn of the loop lets others run.</summary>
public static class ControlledSpinWait
{
    // Where the BCL's counter goes on after it has run over.
    private const int FirstYield = 10;

    public static void SpinOnce(ref SpinWait self, long site)
    {
        if (Control.Current is { } operation)
        {
            Turn(operation, ref self, site);
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
            Turn(operation, ref self, site);
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
            while (!condition())
            {
                if (ticks >= 0 && scheduler.Clock.Now >= deadline)
                {
                    return false;
                }

                scheduler.Yield(operation, site);
            }

            return true;
        }
        finally
        {
            due?.Cancel();
        }
    }

    private static void Turn(Operation operation, ref SpinWait self, long site)
    {
        ref var count = ref Count(ref self);
        count = count == int.MaxValue ? FirstYield : count + 1;
        operation.Scheduler.Yield(operation, site);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_count")]
    private static extern ref int Count(ref SpinWait self);
}
