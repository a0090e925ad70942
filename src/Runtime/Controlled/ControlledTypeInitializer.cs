using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Brackets type initialisers: the runtime holds the type's own lock meanwhile, so nothing else is scheduled unless the initialiser blocks.</summary>
public static class ControlledTypeInitializer
{
    /// <summary>The initialiser begins.</summary>
    public static void Enter(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Visit(operation, site);
            operation.AtomicDepth++;
        }
    }

    /// <summary>The initialiser ends.</summary>
    public static void Exit()
    {
        if (Control.Current is { AtomicDepth: > 0 } operation)
        {
            operation.AtomicDepth--;
        }
    }
}
