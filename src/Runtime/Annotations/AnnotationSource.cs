using System.Diagnostics.Tracing;

namespace ConcurrencyTrace.Runtime.Annotations;

/// <summary>Annotations for other tools: dotnet-trace, PerfView, an <see cref="EventListener"/>.</summary>
[EventSource(Name = "ConcurrencyTrace-Annotations")]
internal sealed class AnnotationSource : EventSource
{
    public static readonly AnnotationSource Instance = new();

    private AnnotationSource()
    {
    }

    [Event(1)]
    public void TaskStart(int number, int parent, string name)
    {
        if (IsEnabled())
        {
            WriteEvent(1, number, parent, name);
        }
    }

    [Event(2)]
    public void TaskStop(int number, string name)
    {
        if (IsEnabled())
        {
            WriteEvent(2, number, name);
        }
    }

    [Event(3)]
    public void RegionStart(int number, int task, string name)
    {
        if (IsEnabled())
        {
            WriteEvent(3, number, task, name);
        }
    }

    [Event(4)]
    public void RegionStop(int number, string name)
    {
        if (IsEnabled())
        {
            WriteEvent(4, number, name);
        }
    }

    [Event(5)]
    public void Message(int task, string text)
    {
        if (IsEnabled())
        {
            WriteEvent(5, task, text);
        }
    }

    [Event(6)]
    public void Count(string name, long value)
    {
        if (IsEnabled())
        {
            WriteEvent(6, name, value);
        }
    }
}
