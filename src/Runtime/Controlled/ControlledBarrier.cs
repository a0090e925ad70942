using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="Barrier"/>. The real one counts who has arrived and runs the post-phase action on the thread of whoever
/// arrives last; only the waiting is ours.
/// </summary>
public static class ControlledBarrier
{
    public static void SignalAndWait(Barrier self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            SignalAndWait(operation, self, -1, default, site);
        }
        else
        {
            self!.SignalAndWait();
        }
    }

    public static void SignalAndWait(Barrier self, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            SignalAndWait(operation, self, -1, cancellationToken, site);
        }
        else
        {
            self!.SignalAndWait(cancellationToken);
        }
    }

    public static bool SignalAndWait(Barrier self, int millisecondsTimeout, long site) => SignalAndWait(self, millisecondsTimeout, default, site);

    public static bool SignalAndWait(Barrier self, TimeSpan timeout, long site) => SignalAndWait(self, timeout, default, site);

    public static bool SignalAndWait(Barrier self, int millisecondsTimeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(millisecondsTimeout, out var ticks)
            ? SignalAndWait(operation, self, ticks, cancellationToken, site)
            : self!.SignalAndWait(millisecondsTimeout, cancellationToken);

    public static bool SignalAndWait(Barrier self, TimeSpan timeout, CancellationToken cancellationToken, long site) =>
        Control.Current is { } operation && self is not null && Timeouts.TryTicks(timeout, out var ticks)
            ? SignalAndWait(operation, self, ticks, cancellationToken, site)
            : self!.SignalAndWait(timeout, cancellationToken);

    public static long AddParticipant(Barrier self, long site) => AddParticipants(self, 1, site);

    public static long AddParticipants(Barrier self, int participantCount, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
            while (IsEnding(self) && ActionThread(self) != Environment.CurrentManagedThreadId)
            {
                WaitForPostPhaseAction(operation, self, self.CurrentPhaseNumber, site);
            }
        }

        return self!.AddParticipants(participantCount);
    }

    public static void RemoveParticipant(Barrier self, long site) => RemoveParticipants(self, 1, site);

    public static void RemoveParticipants(Barrier self, int participantCount, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.RemoveParticipants(participantCount);
            return;
        }

        operation.Scheduler.Point(operation, site);
        try
        {
            PassIfLast(operation, self, site, () =>
            {
                self.RemoveParticipants(participantCount);
                return true;
            });
        }
        catch (InvalidOperationException) when (operation.Scheduler.IsUnwinding)
        {
            // Its own arrival was cut off.
        }
    }

    public static int get_ParticipantsRemaining(Barrier self, long site)
    {
        Point(self, site);
        return self.ParticipantsRemaining;
    }

    public static int get_ParticipantCount(Barrier self, long site)
    {
        Point(self, site);
        return self.ParticipantCount;
    }

    public static long get_CurrentPhaseNumber(Barrier self, long site)
    {
        Point(self, site);
        return self.CurrentPhaseNumber;
    }

    private static bool SignalAndWait(Operation operation, Barrier self, long ticks, CancellationToken token, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var phase = self.CurrentPhaseNumber;

        // With no time to wait the real call checks everything, and either ends the phase or takes its arrival back.
        if (PassIfLast(operation, self, site, () => self.SignalAndWait(0, token)))
        {
            return true;
        }

        if (ticks == 0)
        {
            return false;
        }

        Arrive(self, 1);
        var resource = Resource(operation, self, site);
        scheduler.Record(EventKind.Signalled, operation.Id, resource.Id, 0, site);
        WaitOutcome outcome;
        try
        {
            outcome = Block(operation, resource, new Wait(BlockReason.Barrier, resource, site, ticks, token));
        }
        catch when (TryTakeBack(self, phase))
        {
            throw;
        }

        if (self.CurrentPhaseNumber == phase && outcome != WaitOutcome.Woken && TryTakeBack(self, phase))
        {
            return outcome == WaitOutcome.TimedOut ? false : throw new OperationCanceledException(token);
        }

        // Too late to give up where everybody is there and the post-phase action is running.
        WaitForPostPhaseAction(operation, self, phase, site);
        return ((Phase)resource.State!).Failure is { } failure && failure.Phase == phase ? throw new BarrierPostPhaseException(failure.Exception) : true;
    }

    private static void WaitForPostPhaseAction(Operation operation, Barrier self, long phase, long site)
    {
        while (self.CurrentPhaseNumber == phase && IsEnding(self))
        {
            var resource = Resource(operation, self, site);
            Block(operation, resource, new Wait(BlockReason.Barrier, resource, site));
        }
    }

    /// <summary>Everybody has arrived and the next phase has not begun.</summary>
    private static bool IsEnding(Barrier self)
    {
        Split(self, State(self), out _, out _, out var sense);
        return sense != (self.CurrentPhaseNumber % 2 == 0);
    }

    private static WaitOutcome Block(Operation operation, Resource resource, in Wait wait)
    {
        var waiter = new Waiter(operation, resource.Waiters);
        resource.Waiters.Add(waiter);
        return operation.Scheduler.Block(operation, waiter, wait);
    }

    /// <summary>Makes a real call that may end the phase, and lets everybody go on if it did.</summary>
    private static bool PassIfLast(Operation operation, Barrier self, long site, Func<bool> call)
    {
        var phase = self.CurrentPhaseNumber;
        try
        {
            return call();
        }
        catch (BarrierPostPhaseException e) when (self.CurrentPhaseNumber > phase)
        {
            ((Phase)Resource(operation, self, site).State!).Failure = (phase, e.InnerException!);
            throw;
        }
        finally
        {
            if (self.CurrentPhaseNumber > phase)
            {
                RetriedWait.Opened(operation, Resource(operation, self, site), site);
            }
        }
    }

    private static void Arrive(Barrier self, int by)
    {
        ref var state = ref State(self);
        Split(self, state, out var current, out var total, out var sense);
        Join(self, state, current + by, total, sense);
    }

    /// <returns>False when everybody had arrived already.</returns>
    private static bool TryTakeBack(Barrier self, long phase)
    {
        if (self.CurrentPhaseNumber != phase || IsEnding(self))
        {
            return false;
        }

        Arrive(self, -1);
        return true;
    }

    private static Resource Resource(Operation operation, Barrier self, long site)
    {
        var resource = operation.Scheduler.Resources.Get(self, ResourceKind.Barrier, site);
        resource.State ??= new Phase();
        return resource;
    }

    private static void Point(Barrier self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_currentTotalCount")]
    private static extern ref int State(Barrier barrier);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_actionCallerID")]
    private static extern ref int ActionThread(Barrier barrier);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "GetCurrentTotal")]
    private static extern void Split(Barrier barrier, int state, out int current, out int total, out bool sense);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetCurrentTotal")]
    private static extern bool Join(Barrier barrier, int state, int current, int total, bool sense);

    private sealed class Phase
    {
        /// <summary>The last phase whose post-phase action failed, and how.</summary>
        public (long Phase, Exception Exception)? Failure { get; set; }
    }
}
