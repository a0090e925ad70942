namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>A demand on a trace: what assertions and the attribute of a test have in common.</summary>
/// <param name="expectation">For example <c>to have no deadlock</c>.</param>
/// <param name="violation">Explains how a trace violates it; null where it does not.</param>
internal sealed class Rule(string expectation, Func<Trace, Explanation?> violation)
{
    private Func<Trace, Finding?>? judge;

    public string Expectation => expectation;

    /// <summary>Explains what of its evidence a trace does not have; null where it has all. By default, evidence is every event.</summary>
    public Func<Trace, Explanation?> Missing { get; init; } = Evidence.Lost;

    /// <summary>Whether a violation that is seen is one whatever else happened.</summary>
    public bool ProvenDespiteLoss { get; init; }

    /// <summary>A rule that looks after its evidence itself.</summary>
    public static Rule Judging(string expectation, Func<Trace, Finding?> judge) => new(expectation, _ => null) { judge = judge };

    /// <summary>What is wrong; null where the rule holds.</summary>
    public Finding? Judge(Trace trace)
    {
        if (judge is not null)
        {
            return judge(trace);
        }

        var found = violation(trace);
        var missing = found is not null && ProvenDespiteLoss ? null : Missing(trace);
        return missing is not null ? new Finding(missing, IsInconclusive: true)
            : found is not null ? new Finding(found, IsInconclusive: false)
            : null;
    }
}
