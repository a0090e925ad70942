using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>The rules that a test's attribute sets for the trace of each of its schedules.</summary>
internal sealed class TraceRules(IReadOnlyList<(string Option, Rule Rule)> rules)
{
    /// <summary>Has a schedule judged after it has run.</summary>
    public void Begin(TraceContext schedule)
    {
        if (rules.Count > 0)
        {
            schedule.AfterRun(Judge);
        }
    }

    private void Judge(Trace trace)
    {
        var broken = rules.Select(r => (r.Option, r.Rule.Expectation, Finding: r.Rule.Judge(trace))).Where(r => r.Finding is not null).ToList();
        if (broken.Count > 0)
        {
            throw new TraceRuleException(string.Join('\n', broken.Select(r => $"Expected trace {r.Expectation} ({r.Option}), but {r.Finding}")));
        }
    }
}
