using System.Diagnostics.Tracing;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Hears of each task that is queued, starts and ends, on the thread that does it. While anybody listens, the runtime does more for every await in the process.</summary>
internal sealed class TaskListener : EventListener
{
    private const string SourceName = "System.Threading.Tasks.TplEventSource";
    private const EventKeywords TasksAndTheirEnds = (EventKeywords)(0x02 | 0x40);

    private static readonly Lock Gate = new();
    private static TaskListener? instance;
    private static int users;

    private EventSource? source;

    public static void Begin()
    {
        lock (Gate)
        {
            if (users++ == 0)
            {
                instance ??= new TaskListener();
                instance.EnableEvents(instance.source!, EventLevel.Informational, TasksAndTheirEnds);
            }
        }
    }

    public static void End()
    {
        lock (Gate)
        {
            if (--users == 0)
            {
                instance!.DisableEvents(instance.source!);
                ObservedTasks.Forget();
            }
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName)
        {
            source = eventSource;
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource != source)
        {
            return;
        }

        switch ((eventData.EventId, eventData.Payload))
        {
            case (7, [int scheduler, _, int task, ..]):
                ObservedTasks.Queued(task, scheduler);
                break;
            case (8, [_, _, int task, ..]):
                ObservedTasks.Started(task);
                break;
            case (9, [_, _, int task, bool isFaulted, ..]):
                ObservedTasks.Ended(task, isFaulted);
                break;
        }
    }
}
