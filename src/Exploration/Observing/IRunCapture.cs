using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration;

/// <summary>Collects what the runtime itself does while a run goes on: <c>RuntimeCapture</c> of ConcurrencyTrace.Capture, or anything else.</summary>
public interface IRunCapture
{
    /// <summary>Takes out what came in so far, where it would be too much to keep until the end.</summary>
    /// <param name="timeOf">As for <see cref="Stop"/>.</param>
    /// <param name="operationOf">As for <see cref="Stop"/>.</param>
    /// <returns>What happened, in any order; nothing where a capture keeps all until the end.</returns>
    IReadOnlyList<TraceEvent> Take(Func<long, long> timeOf, Func<Guid, int?> operationOf) => [];

    /// <summary>Ends the capture.</summary>
    /// <param name="timeOf">The time in the trace, in ticks of 100 ns, of a timestamp of <see cref="System.Diagnostics.Stopwatch"/>; negative before the trace begins.</param>
    /// <param name="operationOf">The operation for the activity of the thread that something happened on; 0 for none, null when it belongs to another run.</param>
    /// <returns>What happened, in any order.</returns>
    IReadOnlyList<TraceEvent> Stop(Func<long, long> timeOf, Func<Guid, int?> operationOf);
}
