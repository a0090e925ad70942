namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Async methods that suspended within an operation and that nobody has been seen to go on beside: innermost first. When the
/// operation's next step is to await the outermost, that method's caller joins the chain; at any other step the chain becomes an operation of its own.
/// </summary>
/// <remarks>An operation has one, used again at each suspension: with many operations, what each step allocates would outlive it and be moved about.</remarks>
internal sealed class AsyncChain
{
    private readonly List<Frame> frames = new(1);

    public IReadOnlyList<Frame> Frames => frames;

    /// <summary>What the innermost method waits for.</summary>
    public Suspension Suspension { get; private set; } = null!;

    public Frame Outermost => frames[^1];

    /// <summary>A method suspends that none was waiting for.</summary>
    public void Begin(in Frame innermost, Suspension suspension)
    {
        frames.Clear();
        frames.Add(innermost);
        Suspension = suspension;
    }

    /// <summary>The caller of the outermost method awaits it.</summary>
    public void Join(in Frame caller) => frames.Add(caller);
}
