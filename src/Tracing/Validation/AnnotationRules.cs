using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Validation;

/// <summary>Tasks and regions begin once and end once, under one name; maybe in another operation, where an async method went on by itself in between.</summary>
/// <param name="report">Takes a problem of the event that is being checked.</param>
internal sealed class AnnotationRules(Action<string> report)
{
    private readonly Dictionary<long, string?> tasks = [];
    private readonly Dictionary<long, string?> regions = [];

    public void Check(in TraceEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.TaskBegin:
                Begin(tasks, "task", e.Subject, e.Text);
                break;
            case EventKind.TaskEnd:
                End(tasks, "task", e.Subject, e.Text);
                break;
            case EventKind.RegionBegin:
                Begin(regions, "region", e.Detail, e.Text);
                break;
            case EventKind.RegionEnd:
                End(regions, "region", e.Detail, e.Text);
                break;
        }
    }

    private void Begin(Dictionary<long, string?> open, string what, long number, string? name)
    {
        if (!open.TryAdd(number, name))
        {
            report($"{what} {number} begins a second time");
        }
    }

    private void End(Dictionary<long, string?> open, string what, long number, string? name)
    {
        if (!open.Remove(number, out var begun))
        {
            report($"{what} {number} ends and is not open");
        }
        else if (begun != name)
        {
            report($"{what} {number} ends as \"{name}\" and began as \"{begun}\"");
        }
    }
}
