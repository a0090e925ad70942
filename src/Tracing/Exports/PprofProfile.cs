namespace ConcurrencyTrace.Tracing.Exports;

/// <summary>What a pprof profile counts: the profiles of <c>go tool trace -pprof</c>.</summary>
public enum PprofProfile
{
    /// <summary>All time in which operations could not go on.</summary>
    Blocking,

    /// <summary>Time blocked for other operations: locks, events, channels, tasks. Go's <c>sync</c>.</summary>
    Synchronization,

    /// <summary>Time blocked for the network. Go's <c>net</c>.</summary>
    Network,

    /// <summary>Time in which operations could have run and did not. Go's <c>sched</c>.</summary>
    SchedulerLatency,

    /// <summary>Time at work, as far as the trace has samples.</summary>
    Cpu,
}
