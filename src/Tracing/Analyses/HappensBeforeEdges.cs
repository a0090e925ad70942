namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>What puts the events of different operations in order.</summary>
public enum HappensBeforeEdges
{
    /// <summary>Everything that synchronises.</summary>
    All,

    /// <summary>Creating operations and waiting for their ends only: what no other schedule could change.</summary>
    ForkJoin,
}
