namespace ConcurrencyTrace.Capture;

/// <summary>What to capture beside the runtime's events. A plain object; every property has a default.</summary>
public sealed record RuntimeCaptureOptions
{
    /// <summary>
    /// Writes everything as the runtime gives it, with call stacks and CPU samples, into this <c>.nettrace</c> file too, for PerfView, Visual Studio or dotnet-trace; the samples
    /// are among the scope's events, too, as <c>CpuSample</c>. It has
    /// a session of its own, which slows the program (one to four microseconds an event) and takes a tenth of a second to end.
    /// </summary>
    /// <value>None by default.</value>
    public string? NettracePath { get; init; }
}
