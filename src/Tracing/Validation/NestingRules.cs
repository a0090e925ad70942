using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Validation;

/// <summary>Regions of one operation nest; a task begins once and ends once, wherever.</summary>
/// <param name="report">Takes a problem of the event that is being checked.</param>
internal sealed class NestingRules(Action<string> report)
{
    private readonly Dictionary<int, Stack<string?>> regions = [];
    private readonly HashSet<int> tasks = [];
    private readonly HashSet<int> endedTasks = [];

    public void Check(in TraceEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.RegionBegin:
                Regions(e.Operation).Push(e.Text);
                break;
            case EventKind.RegionEnd:
                EndRegion(e);
                break;
            case EventKind.TaskBegin when !tasks.Add(e.Subject):
                report($"task {e.Subject} begins a second time");
                break;
            case EventKind.TaskEnd when !tasks.Contains(e.Subject) || !endedTasks.Add(e.Subject):
                report($"task {e.Subject} ends and {(tasks.Contains(e.Subject) ? "has ended" : "has not begun")}");
                break;
        }
    }

    private void EndRegion(in TraceEvent e)
    {
        if (!Regions(e.Operation).TryPop(out var open))
        {
            report($"op {e.Operation} ends region \"{e.Text}\", and none is open");
        }
        else if (open != e.Text)
        {
            report($"op {e.Operation} ends region \"{e.Text}\" inside region \"{open}\"");
        }
    }

    private Stack<string?> Regions(int operation)
    {
        if (!regions.TryGetValue(operation, out var open))
        {
            regions.Add(operation, open = []);
        }

        return open;
    }
}
