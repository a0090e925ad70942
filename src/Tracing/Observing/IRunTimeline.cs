namespace ConcurrencyTrace.Tracing;

/// <summary>A run as those see it who capture what goes on beside it: its clock, and who ran where.</summary>
public interface IRunTimeline
{
    /// <summary>The time in the trace, in ticks of 100 ns, of a timestamp of <see cref="System.Diagnostics.Stopwatch"/>; negative before the trace begins.</summary>
    /// <param name="timestamp">The timestamp.</param>
    long TimeOf(long timestamp);

    /// <summary>The operation that marks its threads with an activity; 0 for none, null when it belongs to another run.</summary>
    /// <param name="activity">The activity of the thread that something happened on.</param>
    int? OperationOf(Guid activity);

    /// <summary>The operation that a thread ran at a time; 0 for none, null where what no operation does belongs to another run. Known only for a capture that has samples.</summary>
    /// <param name="thread">The number that the system gives the thread.</param>
    /// <param name="timestamp">The time, as <see cref="System.Diagnostics.Stopwatch"/> counts.</param>
    int? OperationOn(int thread, long timestamp) => null;
}
