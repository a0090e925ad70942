using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>Collects what the runtime itself does while a run goes on: <c>RuntimeCapture</c> of ConcurrencyTrace.Capture, or anything else.</summary>
public interface IRunCapture
{
    /// <summary>Whether it asks which operation a thread ran when: that costs an event each time that it changes.</summary>
    bool AsksForThreads => false;

    /// <summary>Takes out what came in so far, where it would be too much to keep until the end.</summary>
    /// <param name="timeline">The run.</param>
    /// <param name="until">What happened later, as <see cref="System.Diagnostics.Stopwatch"/> counts, is left for the next time.</param>
    /// <returns>What happened, in any order; nothing where a capture keeps all until the end.</returns>
    IReadOnlyList<TraceEvent> Take(IRunTimeline timeline, long until) => [];

    /// <summary>Waits until all that has happened has come in, and takes no more: the next <see cref="Take"/> has it.</summary>
    void Settle()
    {
    }

    /// <summary>Ends the capture.</summary>
    /// <param name="timeline">The run.</param>
    /// <returns>What happened, in any order.</returns>
    IReadOnlyList<TraceEvent> Stop(IRunTimeline timeline);
}
