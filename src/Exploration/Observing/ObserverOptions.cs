namespace ConcurrencyTrace.Exploration;

/// <summary>How to observe. A plain object; every property has a default.</summary>
public sealed record ObserverOptions
{
    /// <summary>What names the test in the trace, usually <c>Namespace.Class.Method</c>.</summary>
    /// <value>Empty by default.</value>
    public string TestIdentity { get; init; } = "";

    /// <summary>Opens a capture of the runtime's own events just before the body runs; what it saw is merged into the trace.</summary>
    /// <value>None by default: the trace has what woven code did.</value>
    public Func<IRunCapture?>? Capture { get; init; }
}
