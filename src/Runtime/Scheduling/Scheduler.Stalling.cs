using System.Diagnostics.CodeAnalysis;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>
/// Time that passes while operations can run, as on a machine that keeps them from running for a while. Without it a sleep would be as good as a join:
/// it would end only when nothing else can run.
/// </content>
/// <remarks>
/// Half of the schedules have none of it, and in the others it is little. Whoever could run when another began to sleep is kept waiting for
/// <see cref="RunLimits.Stall"/> at most, and a small part of it when a timer was set or a wait with a timeout began: programs may rely on what takes no time
/// to be done in time. Whoever was woken by the clock, or in the meantime, waits for even less: programs may rely on an order of times. A program that
/// looks at the clock measures time, and from then on there is none of it; the times of the trace do not count it.
/// </remarks>
internal sealed partial class Scheduler
{
    private const int ShareForTimers = 20;
    private const int ShareForWoken = 100;
    private const int PointsForOneStall = 8;

    // To look at them all would cost more than their steps, and where so many can run there is enough to be found without.
    private const int MostCompany = 64;

    private long stallLeft;
    private bool? stalls;

    /// <summary>The operation that is next to wake from a sleep, where it may do so before those that can run go on.</summary>
    private bool MayWakeEarly([NotNullWhen(true)] out ClockEntry? alarm) =>
        MayComeEarly(out alarm) && alarm.Sleeper is { IsBlocked: true } && Stalls();

    /// <summary>Lets a timer fire or a timeout end before those that can run go on, now and then.</summary>
    private void MayFireEarly()
    {
        while (MayComeEarly(out var entry) && entry.Sleeper is null && Stalls() && ChooseStall(PointsForOneStall))
        {
            PassTimeTo(entry);
        }
    }

    private bool MayComeEarly([NotNullWhen(true)] out ClockEntry? entry)
    {
        entry = null;
        if (stallLeft == 0 || stalls == false || bodyHasEnded || IsDecided || enabled.Count > MostCompany || Clock.Later is not { } next || next.Due - Clock.Now > stallLeft || Clock.CountDue() > 0)
        {
            return false;
        }

        foreach (var operation in enabled.Items)
        {
            var share = operation.IsEnabledByClock || operation.EnabledAt > next.Begin ? ShareForWoken : next.Sleeper is null ? ShareForTimers : 1;
            if (next.Due - operation.EnabledAt > limits.Stall.Ticks / share)
            {
                return false;
            }
        }

        entry = next;
        return true;
    }

    /// <summary>How much time has passed so far while operations could run, in ticks.</summary>
    private long Stalled => limits.Stall.Ticks - stallLeft;

    private bool Stalls() => stalls ??= ChooseStall(2);

    private bool ChooseStall(int bound)
    {
        var chosen = AskNumber(bound);
        Note(new Choice(chosen, bound, ChoiceKind.Number, Running?.Site ?? 0));
        return chosen == 1;
    }

    private void PassTimeTo(ClockEntry entry)
    {
        var time = entry.Due - Clock.Now;
        foreach (var operation in enabled.Items)
        {
            Record(EventKind.KeptWaiting, operation.Id, 0, time, operation.Site);
        }

        stallLeft -= time;
        Clock.AdvanceTo(entry.Due);
        Fire(entry);
    }
}
