using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Stands for another awaiter before an async method builder: under control, the scheduler resumes the method; else the original awaiter does.</summary>
/// <typeparam name="TAwaiter">The original awaiter.</typeparam>
public struct ControlledAwaiter<TAwaiter> : ICriticalNotifyCompletion
    where TAwaiter : INotifyCompletion
{
    private readonly object? stateMachine;
    private readonly long site;
    private readonly bool critical;
    private TAwaiter awaiter;

    internal ControlledAwaiter(TAwaiter awaiter, object? stateMachine, bool critical, long site)
    {
        this.awaiter = awaiter;
        this.stateMachine = stateMachine;
        this.critical = critical;
        this.site = site;
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
    {
        if (!Control.IsActive || !TakeOver(continuation))
        {
            awaiter.OnCompleted(continuation);
        }
    }

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
    {
        if (Control.IsActive && TakeOver(continuation))
        {
            return;
        }

        if (critical)
        {
            ((ICriticalNotifyCompletion)awaiter).UnsafeOnCompleted(continuation);
        }
        else
        {
            awaiter.OnCompleted(continuation);
        }
    }

    private bool TakeOver(Action continuation)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Suspend(operation, ref awaiter, critical, continuation, stateMachine, site);
            return true;
        }

        if (Control.Observed is { } observed)
        {
            Observation.Suspend(observed, ref awaiter, critical, continuation, stateMachine, site);
            return true;
        }

        return false;
    }
}
