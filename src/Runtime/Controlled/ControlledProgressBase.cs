using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Brackets the call of <see cref="Progress{T}"/>'s constructor, by that of a derived class too: it keeps the context that it finds.</summary>
public static class ControlledProgressBase
{
    /// <summary>The constructor is called: where no context is to take what it reports, the run's thread pool does.</summary>
    public static void Begin(long site)
    {
        if (Control.Current is not null && SynchronizationContext.Current is null)
        {
            SynchronizationContext.SetSynchronizationContext(new PoolContext(site));
        }
    }

    /// <summary>The constructor has returned.</summary>
    public static void End()
    {
        if (SynchronizationContext.Current is PoolContext)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }
}
