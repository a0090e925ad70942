using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Validation;

/// <summary>
/// Checks that a trace holds together: that what it refers to exists, that time does not go back, and that each operation and each lock goes through
/// states in an order that is possible. A recorder that breaks one of these rules is wrong, whatever the program did.
/// </summary>
/// <remarks>Where events were lost, only references and times are checked.</remarks>
public sealed class TraceValidator
{
    private readonly Trace trace;
    private readonly List<TraceProblem> problems = [];
    private readonly OperationRules operations;
    private readonly ResourceRules resources;
    private readonly AnnotationRules annotations;
    private int index;

    private TraceValidator(Trace trace)
    {
        this.trace = trace;
        operations = new OperationRules(trace, Report);
        resources = new ResourceRules(trace, Report);
        annotations = new AnnotationRules(Report);
    }

    /// <summary>What is wrong with <paramref name="trace"/>, in the order of its events; empty when nothing is.</summary>
    /// <param name="trace">The trace.</param>
    public static IReadOnlyList<TraceProblem> Problems(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var validator = new TraceValidator(trace);
        validator.CheckTables();
        validator.CheckEvents();
        return validator.problems;
    }

    private void CheckTables()
    {
        if (trace.Operations.Select(o => o.Id).Distinct().Count() != trace.Operations.Count)
        {
            problems.Add(new TraceProblem(null, "two operations have the same number"));
        }

        if (trace.Resources.Select(r => r.Id).Distinct().Count() != trace.Resources.Count)
        {
            problems.Add(new TraceProblem(null, "two resources have the same number"));
        }
    }

    private void CheckEvents()
    {
        var incomplete = trace.Events.Any(e => e.Kind == EventKind.EventsLost);
        for (index = 0; index < trace.Events.Count; index++)
        {
            var e = trace.Events[index];
            if (index > 0 && e.Time < trace.Events[index - 1].Time)
            {
                Report($"its time, {e.Time}, is before that of the event before it, {trace.Events[index - 1].Time}");
            }

            if (!Enum.IsDefined(e.Kind) || e.Kind == EventKind.None)
            {
                Report($"there is no kind {(int)e.Kind}");
            }
            else if (operations.Knows(e) && resources.Knows(e) && !incomplete)
            {
                operations.Check(e);
                resources.Check(e);
                annotations.Check(e);
            }
        }

        if (!incomplete)
        {
            index = trace.Events.Count;
            operations.CheckEnd();
        }
    }

    private void Report(string text) => problems.Add(new TraceProblem(index < trace.Events.Count ? index : null, text));
}
