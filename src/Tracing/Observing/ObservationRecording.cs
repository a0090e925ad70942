using System.Diagnostics;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Observing;

/// <summary>
/// A recorder within its limits: what does not fit goes to a file, or is forgotten by a flight recorder. Whoever records more than fits does that itself, and so
/// never gets ahead of the file.
/// </summary>
internal sealed class ObservationRecording
{
    // Until then an async method that suspended is seen to be awaited or not, and a slow thread has put its event where it belongs.
    private static readonly long Settling = Stopwatch.Frequency;

    private readonly Lock gate = new();
    private readonly ObservationLimits limits;
    private readonly Func<TraceWriter> open;
    private readonly ObservationStream stream;
    private TraceWriter? writer;
    private long forgotten;

    /// <summary>Begins.</summary>
    /// <param name="limits">How much is kept in memory.</param>
    /// <param name="open">Opens the file when there is something to write.</param>
    /// <param name="keepNumbers">Whether something from elsewhere will ask for operations.</param>
    public ObservationRecording(ObservationLimits limits, Func<TraceWriter> open, bool keepNumbers)
    {
        (this.limits, this.open) = (limits, open);
        Recorder = new ObservationRecorder { BufferBytes = limits.IsFlightRecorder ? 0 : limits.BufferBytes, Full = Full };
        stream = new ObservationStream(Recorder) { KeepNumbers = keepNumbers, DefineAlways = limits.IsFlightRecorder };
    }

    public ObservationRecorder Recorder { get; }

    /// <summary>What a person should know when writing came to an end; null while it has not.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc cref="ObservationStream.TimeOf"/>
    public long TimeOf(long timestamp) => stream.TimeOf(timestamp);

    /// <inheritdoc cref="ObservationStream.OperationOf"/>
    public int? OperationOf(Guid activity) => stream.OperationOf(activity);

    /// <summary>Opens the file now, and so says now that it cannot be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public void Open()
    {
        writer = open();
        writer.Flush();
    }

    /// <summary>Writes what has settled.</summary>
    public void Flush() => Write(() => stream.Take(ObservationRecorder.Now - Settling));

    /// <summary>Ends the recording. Where there is a file, writes what is left to it and closes it.</summary>
    /// <returns>What is left, where there is no file; null where there is one.</returns>
    /// <param name="added">Events from elsewhere that belong to what is left.</param>
    public ObservedBatch? Finish(Func<IEnumerable<TraceEvent>> added)
    {
        Recorder.Stop();
        if (writer is null && Failure is null)
        {
            var rest = Rest();
            rest.Merge(added());
            return rest;
        }

        Write(() =>
        {
            var rest = Rest();
            rest.Merge(added());
            return rest;
        });
        Write(() =>
        {
            writer!.Complete();
            return new ObservedBatch();
        });
        Close();
        return null;
    }

    /// <summary>Takes what the flight recorder has, as a whole trace, and goes on recording.</summary>
    public ObservedBatch TakeKept()
    {
        lock (gate)
        {
            Forget();
            var kept = stream.Take(long.MaxValue);
            NoteForgotten(kept);
            return kept;
        }
    }

    private ObservedBatch Rest()
    {
        lock (gate)
        {
            var rest = stream.TakeRest();
            NoteForgotten(rest);
            return rest;
        }
    }

    private void NoteForgotten(ObservedBatch batch)
    {
        if (forgotten > 0)
        {
            batch.Events.Insert(0, new TraceEvent(batch.Events is [var first, ..] ? first.Time : 0, EventKind.EventsLost, 0, 0, forgotten, 0, TraceErrors.Forgotten(limits.KeepLast, limits.KeepBytes)));
        }
    }

    private void Full()
    {
        if (limits.IsFlightRecorder)
        {
            lock (gate)
            {
                Forget();
            }

            return;
        }

        Flush();
        if (Recorder.Bytes > limits.BufferBytes)
        {
            Write(() => stream.Take(ObservationRecorder.Now)); // memory comes first
        }
    }

    private void Forget() => forgotten += Recorder.Forget(limits.KeepBytes ?? long.MaxValue, limits.KeepSince(ObservationRecorder.Now));

    private void Write(Func<ObservedBatch> take)
    {
        lock (gate)
        {
            if (Failure is not null)
            {
                return;
            }

            try
            {
                writer ??= open();
                take().WriteTo(writer);
                writer.Flush();
            }
            catch (Exception e)
            {
                // Whatever it is (a file that may grow no larger is an ArgumentException), it is not the program's that is recorded.
                Failure = TraceErrors.WritingStopped(e);
                Recorder.Stop();
                Close();
            }
        }
    }

    private void Close()
    {
        try
        {
            writer?.Dispose();
        }
        catch (Exception e)
        {
            Failure ??= TraceErrors.WritingStopped(e);
        }
    }
}
