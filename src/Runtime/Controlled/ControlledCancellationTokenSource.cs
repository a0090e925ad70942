using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="CancellationTokenSource"/>: its timer runs on the virtual clock, its callbacks are steps of whoever cancels.</summary>
public static class ControlledCancellationTokenSource
{
    // In the place of a timer that has fired: its source is being cancelled, though nobody may see it yet.
    private static readonly object Fired = new();

    public static CancellationTokenSource New(int millisecondsDelay, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(millisecondsDelay, out var ticks) && ticks != 0 // else cancelled from the beginning
            ? CancelLater(operation, new CancellationTokenSource(), ticks, site)
            : new CancellationTokenSource(millisecondsDelay);

    public static CancellationTokenSource New(TimeSpan delay, long site) =>
        Control.Current is { } operation && Timeouts.TryTicks(delay, out var ticks, uint.MaxValue - 1) && ticks != 0
            ? CancelLater(operation, new CancellationTokenSource(), ticks, site)
            : new CancellationTokenSource(delay);

    public static CancellationTokenSource New(TimeSpan delay, TimeProvider timeProvider, long site) =>
        ProvidedTime.HasSystemTimers(timeProvider) ? New(delay, site) : new CancellationTokenSource(delay, timeProvider);

    public static void CancelAfter(CancellationTokenSource self, int millisecondsDelay, long site)
    {
        if (Control.Current is { } operation && self is not null && !IsTimedElsewhere(self) && Timeouts.TryTicks(millisecondsDelay, out var ticks))
        {
            operation.Scheduler.Point(operation, site);
            CancelLater(operation, Used(self), ticks, site);
        }
        else
        {
            self!.CancelAfter(millisecondsDelay);
        }
    }

    public static void CancelAfter(CancellationTokenSource self, TimeSpan delay, long site)
    {
        if (Control.Current is { } operation && self is not null && !IsTimedElsewhere(self) && Timeouts.TryTicks(delay, out var ticks, uint.MaxValue - 1))
        {
            operation.Scheduler.Point(operation, site);
            CancelLater(operation, Used(self), ticks, site);
        }
        else
        {
            self!.CancelAfter(delay);
        }
    }

    public static bool TryReset(CancellationTokenSource self, long site)
    {
        Control.Point(site);
        StopTimer(self, site);
        return !HasFired(self) && self.TryReset();
    }

    public static void Cancel(CancellationTokenSource self, long site)
    {
        using var completion = Completion.Begin(site);
        self.Cancel();
    }

    public static void Cancel(CancellationTokenSource self, bool throwOnFirstException, long site)
    {
        using var completion = Completion.Begin(site);
        self.Cancel(throwOnFirstException);
    }

    public static Task CancelAsync(CancellationTokenSource self, long site)
    {
        if (Control.Current is not { } operation || self is null || self.IsCancellationRequested)
        {
            return self!.CancelAsync();
        }

        // Throws what the original would for a source that was disposed of. The request is visible at once, and its callbacks run as an operation of their own.
        operation.Scheduler.Point(operation, site);
        _ = self.Token;
        return Request(self) ? ControlledTaskRun.Run(() => ExecuteCallbacks(self, site), site) : Task.CompletedTask;
    }

    public static CancellationTokenSource CreateLinkedTokenSource(CancellationToken token1, CancellationToken token2, long site) =>
        Control.Current is null ? CancellationTokenSource.CreateLinkedTokenSource(token1, token2) : LinkedSources.Create([token1, token2], site);

    public static CancellationTokenSource CreateLinkedTokenSource(CancellationToken token, long site) =>
        Control.Current is null ? CancellationTokenSource.CreateLinkedTokenSource(token) : LinkedSources.Create([token], site);

    public static CancellationTokenSource CreateLinkedTokenSource(CancellationToken[] tokens, long site) =>
        Control.Current is null || tokens is not { Length: > 0 } ? CancellationTokenSource.CreateLinkedTokenSource(tokens) : LinkedSources.Create(tokens, site);

    public static CancellationTokenSource CreateLinkedTokenSource(ReadOnlySpan<CancellationToken> tokens, long site) =>
        Control.Current is null || tokens.IsEmpty ? CancellationTokenSource.CreateLinkedTokenSource(tokens) : LinkedSources.Create(tokens, site);

    public static CancellationToken get_Token(CancellationTokenSource self, long site)
    {
        Control.Use(self, changes: false, site);
        return self.Token;
    }

    public static void Dispose(CancellationTokenSource self, long site)
    {
        Control.Use(self, changes: true, site);
        StopTimer(self, site);
        LinkedSources.Unlink(self, site);
        self.Dispose();
    }

    public static bool get_IsCancellationRequested(CancellationTokenSource self, long site)
    {
        Control.Point(site);
        return self.IsCancellationRequested;
    }

    private static void ExecuteCallbacks(CancellationTokenSource source, long site)
    {
        using var completion = Completion.Begin(site);
        Execute(source, throwOnFirstException: false);
    }

    // As the original's timer does, which may find its source disposed of: that is no error then.
    private static void CancelInTime(CancellationTokenSource source, long site)
    {
        using var completion = Completion.Begin(site);
        if (Request(source))
        {
            Execute(source, throwOnFirstException: false);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TransitionToCancellationRequested")]
    private static extern bool Request(CancellationTokenSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteCallbackHandlers")]
    private static extern void Execute(CancellationTokenSource source, bool throwOnFirstException);

    // Throws what the original would for a source that was disposed.
    private static CancellationTokenSource Used(CancellationTokenSource source)
    {
        source.CancelAfter(Timeout.Infinite);
        return source;
    }

    // The timer that its time provider made is the one that is set anew.
    private static bool IsTimedElsewhere(CancellationTokenSource source) => TimerOf(source) is { } timer && timer.GetType().Assembly != typeof(Timer).Assembly;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_timer")]
    private static extern ref ITimer? TimerOf(CancellationTokenSource source);

    private static CancellationTokenSource CancelLater(Operation operation, CancellationTokenSource source, long ticks, long site)
    {
        var scheduler = operation.Scheduler;
        scheduler.Visit(operation, site);
        var resource = scheduler.Resources.Get(source, ResourceKind.Cancellation, site);
        (resource.State as ClockEntry)?.Cancel();
        if (ticks >= 0 && resource.State != Fired)
        {
            resource.State = scheduler.Clock.Schedule(ticks, site, () => StartCancelling(scheduler, resource, site));
        }

        return source;
    }

    private static void StartCancelling(Scheduler scheduler, Resource resource, long site)
    {
        scheduler.Record(EventKind.Fired, 0, resource.Id, 0, site);
        resource.State = Fired;
        var operation = scheduler.Create(OperationKind.Cancellation, "CancelAfter", site);
        operation.Work = () => CancelInTime((CancellationTokenSource)resource.Target, site);
        scheduler.Enable(operation);
    }

    private static bool HasFired(CancellationTokenSource source) =>
        Control.Current is { } operation && operation.Scheduler.Resources.Find(source)?.State == Fired;

    private static void StopTimer(CancellationTokenSource source, long site)
    {
        if (Control.Current is { } operation && source is not null)
        {
            operation.Scheduler.Visit(operation, site);
            (operation.Scheduler.Resources.Find(source)?.State as ClockEntry)?.Cancel();
        }
    }
}
