using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="PeriodicTimer"/>: ticks come from the virtual clock, one at most is kept until it is waited for.</summary>
public static class ControlledPeriodicTimer
{
    // Those made under control, with what gives their ticks: where one is in a static field, later runs use it, too.
    private static readonly ConditionalWeakTable<PeriodicTimer, object> Made = [];

    public static PeriodicTimer New(TimeSpan period, long site)
    {
        var real = new PeriodicTimer(period);
        if (Control.Current is { } operation && period > TimeSpan.Zero)
        {
            // The real one only keeps the period; it is never waited for.
            operation.Scheduler.Visit(operation, site);
            var resource = operation.Scheduler.Resources.Get(real, ResourceKind.Timer, site);
            resource.State = new Ticks(operation.Scheduler, resource, period.Ticks);
            Made.Add(real, resource.State);
        }

        return real;
    }

    public static PeriodicTimer New(TimeSpan period, TimeProvider timeProvider, long site) =>
        ProvidedTime.HasSystemTimers(timeProvider) ? New(period, site) : Provided(new PeriodicTimer(period, ProvidedTime.Telling(timeProvider)), timeProvider, site);

    public static ValueTask<bool> WaitForNextTickAsync(PeriodicTimer self, CancellationToken cancellationToken, long site)
    {
        if (Control.Current is not { } operation || Introduce(operation, self, site) is not { } resource)
        {
            return self.WaitForNextTickAsync(cancellationToken);
        }

        operation.Scheduler.Point(operation, site);
        return resource.State is Ticks ticks ? ticks.Next(operation, cancellationToken, site) : OfProvider(self.WaitForNextTickAsync(cancellationToken), (TimeProvider)resource.State!);
    }

    public static void set_Period(PeriodicTimer self, TimeSpan value, long site)
    {
        Control.Point(site);
        self.Period = value;
        Beside(self)?.SetPeriod(value.Ticks);
    }

    public static void Dispose(PeriodicTimer self, long site)
    {
        using (Completion.Begin(site))
        {
            Beside(self)?.Stop();
            self.Dispose();
        }
    }

    // Its ticks come from a timer that the provider makes.
    private static PeriodicTimer Provided(PeriodicTimer timer, TimeProvider provider, long site)
    {
        if (Control.Current is { } operation && ProvidedTime.HasTimersOfProgram(provider))
        {
            operation.Scheduler.Visit(operation, site);
            operation.Scheduler.Resources.Get(timer, ResourceKind.Timer, site).State = provider;
            Made.Add(timer, provider);
        }

        return timer;
    }

    private static ValueTask<bool> OfProvider(ValueTask<bool> next, TimeProvider provider) =>
        next.IsCompleted ? next : SingleUse.Of(ProvidedTime.Await(provider, next.AsTask(), BlockReason.Timer));

    private static Ticks? Beside(PeriodicTimer timer) => Control.Current is { } operation ? Introduce(operation, timer, 0)?.State as Ticks : null;

    private static Resource? Introduce(Operation operation, PeriodicTimer timer, long site)
    {
        if (timer is null || !Made.TryGetValue(timer, out var made))
        {
            return null;
        }

        var resource = operation.Scheduler.Resources.Get(timer, ResourceKind.Timer, (made as Ticks)?.MadeAt ?? site);
        resource.State ??= made is Ticks before ? before.Again(operation, resource) : made;
        return resource;
    }

    private sealed class Ticks
    {
        private readonly Scheduler scheduler;
        private readonly Resource resource;
        private long period;
        private long began;
        private ClockEntry? next;
        private AsyncWait<bool>? waiting;
        private bool isTicked;
        private bool isStopped;

        public Ticks(Scheduler scheduler, Resource resource, long period)
        {
            this.scheduler = scheduler;
            this.resource = resource;
            SetPeriod(period);
        }

        public long MadeAt => resource.Site;

        /// <summary>The same in another run, from now on.</summary>
        public Ticks Again(Operation user, Resource own)
        {
            Successive.TakesOver(scheduler, user, own.Target, ResourceKind.Timer, resource.Site);
            var again = new Ticks(user.Scheduler, own, period);
            if (isStopped)
            {
                again.Stop();
            }

            Made.AddOrUpdate((PeriodicTimer)own.Target, again);
            return again;
        }

        public void SetPeriod(long ticks)
        {
            period = ticks;
            next?.Cancel();
            next = ticks > 0 && !isStopped ? scheduler.Clock.Schedule(ticks, resource.Site, Tick) : null;
            began = scheduler.Clock.Now;
        }

        public ValueTask<bool> Next(Operation operation, CancellationToken token, long site)
        {
            if (waiting is { Task.IsCompleted: false })
            {
                throw new InvalidOperationException("Operation is not valid due to the current state of the object.");
            }

            if (token.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<bool>(token);
            }

            if (isStopped)
            {
                return new ValueTask<bool>(false);
            }

            if (isTicked)
            {
                isTicked = false;
                TickAgain();
                return new ValueTask<bool>(true);
            }

            waiting = new AsyncWait<bool>(operation, BlockReason.Timer, resource, site, runsInline: true) { ThrowsPlainCancellation = true };
            waiting.EndWhenCancelled(token);
            return SingleUse.Of(waiting.Task);
        }

        public void Stop()
        {
            isStopped = true;
            next?.Cancel();
            waiting?.End(false);
        }

        private void Tick()
        {
            scheduler.Record(EventKind.Fired, 0, resource.Id, 0, resource.Site);
            if (waiting is { } wait && wait.End(true))
            {
                TickAgain();
            }
            else
            {
                // More ticks change nothing until this one is taken: where nobody can, time has nothing to pass for.
                isTicked = true;
                next = null;
            }
        }

        // At a multiple of the period since it was set, as if it had ticked all the time.
        private void TickAgain() => next = scheduler.Clock.Schedule(period - ((scheduler.Clock.Now - began) % period), resource.Site, Tick);
    }
}
