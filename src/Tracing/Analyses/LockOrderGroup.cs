namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>
/// Edges of one operation that differ only in what had been forked and joined by then, in the order of the trace; or where it wanted to write under a
/// reader-writer lock, whatever it held: as edges from lock 0, which is none.
/// </summary>
internal sealed class LockOrderGroup
{
    private readonly List<LockOrderEdge> edges = [];

    public IReadOnlyList<LockOrderEdge> Edges => edges;

    public LockOrderEdge First => edges[0];

    public int Held => First.Held;

    public int Taken => First.Taken;

    public int Operation => First.Operation;

    public bool IsWriter => Held == 0;

    public void Add(LockOrderEdge edge) => edges.Add(edge);

    /// <summary>Whether nothing but the order of forks and joins keeps two operations from being at these edges at the same time.</summary>
    public bool MayMeet(LockOrderGroup other) =>
        Operation != other.Operation && (IsWriter || Held != other.Held) && !First.AllHeld.Any(held => other.First.AllHeld.TryGetValue(held.Key, out var mode) && HoldModes.Exclude(held.Value, mode));

    /// <summary>Whether who is at this edge has to wait for who is at the other.</summary>
    public bool WaitsFor(LockOrderGroup other) => Taken == other.Held && HoldModes.Exclude(First.TakenMode, other.First.HeldMode);
}
