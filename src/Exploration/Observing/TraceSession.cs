using System.Runtime.Loader;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Observing;

namespace ConcurrencyTrace.Exploration;

/// <summary>
/// Records what the woven code of this process does on the real scheduler, into a <c>.ctrace</c> file: outside of tests, as Go's <c>trace.Start</c> and
/// <c>trace.Stop</c> do. One session is on at a time.
/// </summary>
/// <remarks>
/// The file is written as the program goes on, and can be read up to the last whole chunk however the program ends. Threads and requests that were begun by code
/// that is not woven turn up as operations of kind <see cref="OperationKind.External"/>.
/// </remarks>
/// <example><code>
/// using var session = TraceSession.Start(new TraceSessionOptions { Path = "service.ctrace" });
/// …
/// Console.WriteLine(session.Stop().Missing ?? "everything is in service.ctrace");
/// </code></example>
public sealed class TraceSession : IDisposable
{
    private static TraceSession? current;

    private readonly Lock gate = new();
    private readonly TraceSessionOptions options;
    private readonly ObservationRecording recording;
    private readonly ManualResetEventSlim ending = new(false);
    private readonly Thread? flusher;
    private readonly IRunCapture? capture;
    private readonly bool isFlightRecorder;
    private TraceSessionResult? result;

    private TraceSession(TraceSessionOptions options)
    {
        this.options = options;
        var limits = new ObservationLimits(options.BufferBytes, options.KeepLast, options.KeepBytes);
        isFlightRecorder = limits.IsFlightRecorder;
        recording = new ObservationRecording(limits, () => Create(options.Path), keepNumbers: options.Capture is not null, isOfProcess: true, takesTasks: options.UnwovenTasks);
        if (!isFlightRecorder)
        {
            Open();
        }

        if (!isFlightRecorder || options.Capture is not null)
        {
            flusher = new Thread(FlushUntilTheEnd) { IsBackground = true, Name = "ConcurrencyTrace session" };
        }

        capture = options.Capture?.Invoke();
        if (capture is not null)
        {
            recording.Recorder.TracksThreads = capture.AsksForThreads;
            recording.FromElsewhere = until => capture.Take(recording.Timeline, until);
        }

        Control.ObservationBegins();
        ObservedFlow.Session = recording.Recorder;
        if (options.UnwovenTasks)
        {
            TaskListener.Begin();
        }

        flusher?.UnsafeStart();
        AppDomain.CurrentDomain.UnhandledException += SaveAtTheEnd;
        AssemblyLoadContext.Default.Unloading += StopAtTheEnd; // before ProcessExit, by when what it captures from would be closed
    }

    /// <summary>Begins to record.</summary>
    /// <param name="options">What to record, and where to.</param>
    /// <exception cref="InvalidOperationException">CTR0601: a session is on already.</exception>
    /// <exception cref="IOException">CTR0602: the file cannot be written.</exception>
    public static TraceSession Start(TraceSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Path);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.FlushInterval, TimeSpan.Zero);
        lock (Starting)
        {
            if (current is not null)
            {
                throw TraceErrors.SessionIsOn();
            }

            return current = new TraceSession(options);
        }
    }

    private static Lock Starting { get; } = new();

    /// <summary>Writes what a flight recorder has, and goes on recording. What was saved is not in the next file again.</summary>
    /// <param name="path">Where to; <see cref="TraceSessionOptions.Path"/> when null.</param>
    /// <exception cref="InvalidOperationException">CTR0605: the session is no flight recorder.</exception>
    /// <exception cref="IOException">CTR0602: the file cannot be written.</exception>
    public void Save(string? path = null)
    {
        if (!isFlightRecorder)
        {
            throw TraceErrors.NotAFlightRecorder();
        }

        lock (gate)
        {
            if (result is null)
            {
                Write(recording.TakeKept(), path ?? options.Path);
            }
        }
    }

    /// <summary>Ends the recording, and writes what is left. A flight recorder writes nothing: see <see cref="Save"/>. Does nothing the second time.</summary>
    /// <returns>What came of it.</returns>
    public TraceSessionResult Stop()
    {
        lock (gate)
        {
            if (result is not null)
            {
                return result;
            }

            AppDomain.CurrentDomain.UnhandledException -= SaveAtTheEnd;
            AssemblyLoadContext.Default.Unloading -= StopAtTheEnd;
            ending.Set();
            flusher?.Join();
            ObservedFlow.Session = null;
            if (options.UnwovenTasks)
            {
                TaskListener.End();
            }

            Control.ObservationEnds();
            recording.Finish(() => capture?.Settle(), () => capture?.Stop(recording.Timeline) ?? []);
            ending.Dispose();
            lock (Starting)
            {
                current = null;
            }

            return result = new TraceSessionResult(options.Path, recording.Failure);
        }
    }

    /// <summary>Stops the session.</summary>
    public void Dispose() => Stop();

    private TraceWriter Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (file.CanSeek)
        {
            Claim(file);
            file.SetLength(0);
        }

        return new TraceWriter(
            file,
            new TraceHeader(options.Name, TraceMode.Observe, 0, 0)
            {
                Environment = TraceEnvironment.Current,
                Modules = Modules.OfTrace(Modules.Loaded()),
                HasRuntimeEvents = capture is not null,
                SystemCalls = SystemCalls.Extent,
            },
            options.Compression)
        {
            IsLive = true,
        };
    }

    // Only other writers are kept out: the file can be read as it grows.
    private static void Claim(FileStream file)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return; // no such locks
        }

        try
        {
            file.Lock(0, long.MaxValue);
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    private void Open()
    {
        try
        {
            recording.Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TraceErrors.CannotWrite(options.Path, e);
        }
    }

    private void Write(ObservedBatch batch, string path)
    {
        try
        {
            using var writer = Create(path);
            batch.WriteTo(writer);
            writer.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TraceErrors.CannotWrite(path, e);
        }
    }

    private void FlushUntilTheEnd()
    {
        while (!ending.Wait(options.FlushInterval))
        {
            recording.Flush();
        }
    }

    private void SaveAtTheEnd(object sender, UnhandledExceptionEventArgs e)
    {
        if (isFlightRecorder)
        {
            try
            {
                Save();
            }
            catch (IOException cause)
            {
                Console.Error.WriteLine(cause.Message); // the process is dying of something else
            }
        }
    }

    private void StopAtTheEnd(AssemblyLoadContext context) => Stop();
}
