namespace ConcurrencyTrace.Harness;

/// <summary>When a test in Explore mode captures the runtime's own events. Observe mode always does.</summary>
public enum RuntimeEvents
{
    /// <summary>In the one replay of a failure.</summary>
    OnFailure = 0,

    /// <summary>In every schedule, each of which takes a tenth of a second longer.</summary>
    Always = 1,
}
