using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Time;

/// <summary>Whose time a <see cref="TimeProvider"/> tells: the system's, which is virtual under control, or that of a class which overrides it.</summary>
internal static class ProvidedTime
{
    private static readonly ConcurrentDictionary<(Type Provider, string Member), Type> Declaring = new();

    /// <summary>Whether a member does what the system's own does: nothing overrides it.</summary>
    public static bool IsSystems(TimeProvider provider, string member) =>
        ReferenceEquals(provider, TimeProvider.System) || (provider is not null && DeclaringTypeOf(provider, member) == typeof(TimeProvider));

    /// <summary>Whether timers of this provider are the system's.</summary>
    public static bool HasSystemTimers(TimeProvider provider) => IsSystems(provider, nameof(TimeProvider.CreateTimer));

    /// <summary>What to give to the platform for a provider of whose timers it makes use.</summary>
    public static TimeProvider Telling(TimeProvider provider) =>
        Control.Current is not null && HasTimersOfProgram(provider) ? new TellingTime(provider) : provider;

    /// <summary>A delay at this provider's clock. One that may be cancelled is ours where the provider is the program's: the platform's would tell of its cancellation from the thread pool.</summary>
    public static Task Delay(TimeSpan delay, TimeProvider provider, CancellationToken token, long site)
    {
        if (Control.Current is not { } operation || !token.CanBeCanceled || token.IsCancellationRequested || !Timeouts.TryTicks(delay, out var ticks, uint.MaxValue - 1) || ticks == 0 || !HasTimersOfProgram(provider))
        {
            return Await(provider, Task.Delay(delay, Telling(provider), token), BlockReason.Delay);
        }

        var wait = new AsyncWait<bool>(operation, BlockReason.Delay, null, site, runsInline: true) { CancelsElsewhere = true };
        if (ticks > 0)
        {
            var timer = CreateTimer(Telling(provider), () => wait.End(true), TimeSpan.FromTicks(ticks));
            wait.Ended = timer.Dispose;
            if (wait.Task.IsCompleted)
            {
                timer.Dispose();
            }
        }

        wait.EndWhenCancelled(token);
        return wait.Task;
    }

    /// <summary>A task that a timer of this provider completes: by nobody but the program, when the provider is the program's.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="task">The task.</param>
    /// <param name="reason">Why those who await it are blocked.</param>
    /// <param name="parts">Other tasks that complete it.</param>
    public static T Await<T>(TimeProvider provider, T task, BlockReason reason, params Task[] parts)
        where T : Task
    {
        if (Control.Current is { } operation && !task.IsCompleted && HasTimersOfProgram(provider))
        {
            operation.Scheduler.Tasks.Add(task, new TaskInfo { Reason = reason, Parts = parts });
        }

        return task;
    }

    /// <summary>Whether timers of this provider are made by woven code.</summary>
    public static bool HasTimersOfProgram(TimeProvider provider) =>
        provider is not null && WovenTypes.IsWoven(DeclaringTypeOf(provider, nameof(TimeProvider.CreateTimer)).Assembly);

    // Nothing of the caller's flows into it.
    private static ITimer CreateTimer(TimeProvider provider, Action callback, TimeSpan dueTime)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            return provider.CreateTimer(static state => ((Action)state!)(), callback, dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    private static Type DeclaringTypeOf(TimeProvider provider, string member) =>
        Declaring.GetOrAdd((provider.GetType(), member), static key => key.Provider.GetMethod(key.Member)!.DeclaringType!);
}
