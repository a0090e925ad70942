using System.Diagnostics.Tracing;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Carries the observed operation along the flow of control, and onto each thread that the flow comes to.</summary>
internal static class ObservedFlow
{
    private static readonly AsyncLocal<ObservedOperation?> Ambient = new(static change => Set(change.CurrentValue));

    /// <summary>From here on the flow is of this operation.</summary>
    public static void Enter(ObservedOperation? operation)
    {
        Ambient.Value = operation;
        Set(operation);
    }

    /// <summary>This thread runs this operation, whatever the flow says.</summary>
    public static void Set(ObservedOperation? operation)
    {
        Control.SetObserved(operation);

        // Events of the runtime itself carry it.
        EventSource.SetCurrentThreadActivityId(operation?.Activity ?? Guid.Empty);
    }
}
