namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>One operation waits for another to give something back.</summary>
/// <param name="Waiter">Number of who waits.</param>
/// <param name="Holder">Number of who holds.</param>
/// <param name="Resource">Number of what.</param>
public sealed record WaitForEdge(int Waiter, int Holder, int Resource);
