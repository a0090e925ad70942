using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Where an await resumes: nowhere in particular (null), through a user's <see cref="SynchronizationContext"/>, or on a user's <see cref="TaskScheduler"/>.
/// The rules are those of the BCL's task awaiters.
/// </summary>
internal static class ResumptionContext
{
    /// <summary>The context in force on this thread; null for the thread pool's.</summary>
    public static object? Current
    {
        get
        {
            if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext))
            {
                return context;
            }

            var scheduler = TaskScheduler.Current;
            return ControlledTaskScheduler.StandsFor(scheduler) ? null : scheduler;
        }
    }

    /// <summary>Runs <paramref name="resume"/> in a context.</summary>
    public static void Post(object context, Action resume)
    {
        if (context is SynchronizationContext synchronization)
        {
            synchronization.Post(static state => ((Action)state!)(), resume);
        }
        else
        {
            Task.Factory.StartNew(resume, CancellationToken.None, TaskCreationOptions.None, (TaskScheduler)context);
        }
    }

    /// <summary>Whether an awaiter of the runtime's resumes in the context in which it was awaited.</summary>
    /// <remarks>Asked only where there is a context.</remarks>
    public static bool IsCapturedBy<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : notnull
    {
        object? part = awaiter;
        while (part is not null && part.GetType().Assembly == typeof(Task).Assembly)
        {
            var type = part.GetType();
            if (Field(type, "m_options") is { } options)
            {
                return ((ConfigureAwaitOptions)options.GetValue(part)!).HasFlag(ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            if (Field(type, "_continueOnCapturedContext") is { } flag)
            {
                return (bool)flag.GetValue(part)!;
            }

            part = Field(type, "_value")?.GetValue(part);
        }

        return true;
    }

    private static FieldInfo? Field(Type type, string name) => type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic);
}
