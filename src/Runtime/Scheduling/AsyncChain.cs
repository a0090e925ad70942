namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Async methods that suspended within an operation and that nobody has been seen to go on beside: innermost first. When the
/// operation's next step is to await the outermost, that method's caller joins the chain; at any other step the chain becomes an operation of its own.
/// </summary>
internal sealed class AsyncChain(Frame innermost, Suspension suspension)
{
    public List<Frame> Frames { get; } = [innermost];

    /// <summary>What the innermost method waits for.</summary>
    public Suspension Suspension { get; } = suspension;

    public Frame Outermost => Frames[^1];
}
