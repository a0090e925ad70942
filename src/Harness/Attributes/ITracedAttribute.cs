using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Harness;

/// <summary>What <see cref="TracedFactAttribute"/> and <see cref="TracedTheoryAttribute"/> have in common.</summary>
internal interface ITracedAttribute
{
    int Schedules { get; }

    double TimeBudgetSeconds { get; }

    string Strategy { get; }

    ulong Seed { get; }

    int MaxSteps { get; }

    bool CheckDataRaces { get; }

    TraceMode Mode { get; }
}
