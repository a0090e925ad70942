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

    private static Type DeclaringTypeOf(TimeProvider provider, string member) =>
        Declaring.GetOrAdd((provider.GetType(), member), static key => key.Provider.GetMethod(key.Member)!.DeclaringType!);
}
