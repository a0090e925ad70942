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

    private static readonly long Slice = Stopwatch.Frequency / 200;

    private readonly Lock gate = new();
    private readonly ObservationLimits limits;
    private readonly Func<TraceWriter> open;
    private readonly ObservationStream stream;
    private readonly ObservedBatch slice = new();
    private TraceWriter? writer;
    private long forgotten;
    private long written;
    private long takenUntil;

    /// <summary>Begins.</summary>
    /// <param name="limits">How much is kept in memory.</param>
    /// <param name="open">Opens the file when there is something to write.</param>
    /// <param name="keepNumbers">Whether something from elsewhere will ask for operations.</param>
    /// <param name="isOfProcess">Whether all that the process does is recorded, not one flow of control.</param>
    /// <param name="takesTasks">Whether tasks that code which is not woven starts are operations, too.</param>
    public ObservationRecording(ObservationLimits limits, Func<TraceWriter> open, bool keepNumbers, bool isOfProcess = false, bool takesTasks = false)
    {
        (this.limits, this.open) = (limits, open);
        Recorder = new ObservationRecorder { BufferBytes = limits.IsFlightRecorder ? 0 : limits.BufferBytes, Full = Full, MarksThreads = keepNumbers, TakesTasks = takesTasks };
        stream = new ObservationStream(Recorder) { KeepNumbers = keepNumbers, IsOfProcess = isOfProcess, DefineAlways = limits.IsFlightRecorder };
    }

    public ObservationRecorder Recorder { get; }

    /// <summary>Gives what has come from elsewhere since it was last asked, up to a timestamp; null where nothing does.</summary>
    public Func<long, IReadOnlyList<TraceEvent>>? FromElsewhere { get; set; }

    /// <summary>What a person should know when writing came to an end; null while it has not.</summary>
    public string? Failure { get; private set; }

    /// <summary>The run, for what comes from elsewhere.</summary>
    public IRunTimeline Timeline => stream;

    /// <summary>Opens the file now, and so says now that it cannot be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public void Open()
    {
        writer = open();
        writer.Flush();
    }

    /// <summary>Writes what has settled. A flight recorder forgets what is too old.</summary>
    public void Flush()
    {
        if (!limits.IsFlightRecorder)
        {
            WriteUntil(ObservationRecorder.Now - Settling);
            return;
        }

        lock (gate)
        {
            Forget();
            var since = limits.KeepSince(ObservationRecorder.Now);
            forgotten += FromElsewhere?.Invoke(limits.KeepBytes is null ? since : Math.Max(since, Recorder.KeptSince)).Count ?? 0;
        }
    }

    /// <summary>Ends the recording. Where there is a file, writes what is left to it and closes it.</summary>
    /// <returns>What is left, where there is no file; null where there is one.</returns>
    /// <param name="settle">Waits until all that has happened elsewhere has come.</param>
    /// <param name="added">Events from elsewhere that belong to what is left.</param>
    public ObservedBatch? Finish(Action settle, Func<IReadOnlyList<TraceEvent>> added)
    {
        Recorder.Stop();
        ObservedBatch? rest = null;
        if (writer is null && Failure is null)
        {
            rest = Rest(added);
        }
        else
        {
            settle();
            WriteUntil(ObservationRecorder.Now);
            Write(() => Rest(added).WriteTo(writer!));
            Write(() => writer!.Complete());
            Close();
        }

        Recorder.Release();
        (FromElsewhere, writer) = (null, null);
        return rest;
    }

    /// <summary>Takes what the flight recorder has, as a whole trace, and goes on recording.</summary>
    public ObservedBatch TakeKept()
    {
        lock (gate)
        {
            Forget();
            var kept = new ObservedBatch();
            stream.Take(long.MaxValue, kept);
            stream.Merge(FromElsewhere?.Invoke(long.MaxValue) ?? [], kept);
            NoteForgotten(kept);
            forgotten += kept.Events.Count; // the next one does not have these
            return kept;
        }
    }

    private ObservedBatch Rest(Func<IReadOnlyList<TraceEvent>> added)
    {
        lock (gate)
        {
            var rest = stream.TakeRest();
            NoteForgotten(rest);
            rest.Merge(added(), written);
            return rest;
        }
    }

    // What comes from elsewhere comes late, but not as late as this is called.
    private void WriteSlice(long until)
    {
        stream.Take(until, slice);
        slice.Merge(FromElsewhere?.Invoke(until) ?? [], written);
        if (slice.Events is [.., var last])
        {
            written = last.Time;
            stream.NotBefore(written);
        }

        slice.WriteTo(writer!);
        slice.Clear();
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
            WriteUntil(ObservationRecorder.Now); // memory comes first
        }
    }

    private void Forget() => forgotten += Recorder.Forget(limits.KeepBytes ?? long.MaxValue, limits.KeepSince(ObservationRecorder.Now));

    // Little by little, so that no list is long enough to be a large object: those make the runtime collect everything.
    private void WriteUntil(long until) => Write(() =>
    {
        for (takenUntil = Math.Max(takenUntil, Recorder.Begin); takenUntil < until;)
        {
            takenUntil = Math.Min(until, takenUntil + Slice);
            WriteSlice(takenUntil);
        }
    });

    private void Write(Action write)
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
                write();
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
