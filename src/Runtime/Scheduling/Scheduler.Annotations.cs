using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>What the program says of itself.</content>
internal sealed partial class Scheduler
{
    /// <summary>How many tasks and regions were annotated.</summary>
    public int Annotations { get; set; }

    /// <summary>Records an annotation. Neither a scheduling point nor a sign that the operation goes on beside what it started: it must not change the run.</summary>
    public void Annotate(Operation operation, EventKind kind, int subject, long detail, string text)
    {
        if (Enter(operation, operation.Site, settle: false))
        {
            Record(kind, operation.Id, subject, detail, 0, text);
        }

        Leave(operation);
    }
}
