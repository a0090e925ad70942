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
    private readonly List<TraceEvent> waiting = [];
    private TraceWriter? writer;
    private long forgotten;
    private long written;

    /// <summary>Begins.</summary>
    /// <param name="limits">How much is kept in memory.</param>
    /// <param name="open">Opens the file when there is something to write.</param>
    /// <param name="keepNumbers">Whether something from elsewhere will ask for operations.</param>
    public ObservationRecording(ObservationLimits limits, Func<TraceWriter> open, bool keepNumbers)
    {
        (this.limits, this.open) = (limits, open);
        Recorder = new ObservationRecorder { BufferBytes = limits.IsFlightRecorder ? 0 : limits.BufferBytes, Full = Full, MarksThreads = keepNumbers };
        stream = new ObservationStream(Recorder) { KeepNumbers = keepNumbers, DefineAlways = limits.IsFlightRecorder };
    }

    public ObservationRecorder Recorder { get; }

    /// <summary>Gives what has come from elsewhere since it was last asked; null where nothing does.</summary>
    public Func<IEnumerable<TraceEvent>>? FromElsewhere { get; set; }

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
    public void Flush() => Write(() => Take(ObservationRecorder.Now - Settling));

    /// <summary>Ends the recording. Where there is a file, writes what is left to it and closes it.</summary>
    /// <returns>What is left, where there is no file; null where there is one.</returns>
    /// <param name="added">Events from elsewhere that belong to what is left.</param>
    public ObservedBatch? Finish(Func<IEnumerable<TraceEvent>> added)
    {
        Recorder.Stop();
        if (writer is null && Failure is null)
        {
            return Rest(added);
        }

        Write(() => Rest(added));
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

    private ObservedBatch Rest(Func<IEnumerable<TraceEvent>> added)
    {
        lock (gate)
        {
            var rest = stream.TakeRest();
            NoteForgotten(rest);
            rest.Merge(waiting.Concat(added()), written);
            return rest;
        }
    }

    // What comes from elsewhere comes late, but not as late as this.
    private ObservedBatch Take(long until)
    {
        var batch = stream.Take(until);
        var time = stream.TimeOf(until);
        waiting.AddRange(FromElsewhere?.Invoke() ?? []);
        batch.Merge(waiting.Where(e => e.Time < time), written);
        waiting.RemoveAll(e => e.Time < time);
        if (batch.Events is [.., var last])
        {
            written = last.Time;
            stream.NotBefore(written);
        }

        return batch;
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
            Write(() => Take(ObservationRecorder.Now)); // memory comes first
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
