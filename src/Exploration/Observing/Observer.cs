using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Observing;

namespace ConcurrencyTrace.Exploration;

/// <summary>Runs a concurrent body once, on the real thread pool and the real clock, and records what woven code does.</summary>
public static class Observer
{
    /// <summary>Runs <paramref name="body"/> and waits for it.</summary>
    /// <param name="body">The program.</param>
    /// <param name="options">The defaults when null.</param>
    /// <param name="cancellationToken">Ends the waiting, not the program.</param>
    /// <exception cref="ObservationCanceledException">The token was cancelled; the exception has the trace up to then.</exception>
    public static ObservationResult Run(Func<Task> body, ObserverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        options ??= new ObserverOptions();
        var context = new TraceContext();
        Begin(options);
        var capture = options.Capture?.Invoke();
        using var spill = new SpillFile();
        try
        {
            var header = new TraceHeader(options.TestIdentity, TraceMode.Observe, 0, 0)
            {
                Environment = TraceEnvironment.Current,
                Modules = Modules.OfTrace(Modules.Loaded()),
                HasRuntimeEvents = capture is not null,
                SystemCalls = SystemCalls.Extent,
            };
            var recording = new ObservationRecording(
                new ObservationLimits(options.BufferBytes, options.KeepLast, options.KeepBytes), () => spill.Open(header), keepNumbers: capture is not null, takesTasks: options.UnwovenTasks);
            recording.Recorder.TracksThreads = capture is { AsksForThreads: true };
            var run = Start(recording.Recorder, body, context);
            var ended = Await(run, cancellationToken, out var exception);
            var trace = Finish(recording, header, spill, ref capture);
            return ended
                ? new ObservationResult { Trace = trace, Exception = exception ?? Check(context, trace) }
                : throw new ObservationCanceledException(trace, cancellationToken);
        }
        finally
        {
            capture?.Stop(new Nobody());
            End(options);
        }
    }

    private static void Begin(ObserverOptions options)
    {
        Control.ObservationBegins();
        if (options.UnwovenTasks)
        {
            TaskListener.Begin();
        }
    }

    private static void End(ObserverOptions options)
    {
        if (options.UnwovenTasks)
        {
            TaskListener.End();
        }

        Control.ObservationEnds();
    }

    private static Task Start(ObservationRecorder recorder, Func<Task> body, TraceContext context)
    {
        var operation = recorder.Create(null, OperationKind.Body, "body", 0);
        return Task.Run(
            () =>
            {
                TraceContext.Enter(context);
                return Observation.Run(operation, body);
            },
            CancellationToken.None);
    }

    /// <returns>False when the waiting was cancelled first.</returns>
    private static bool Await(Task run, CancellationToken cancellationToken, out Exception? exception)
    {
        exception = null;
        try
        {
            run.Wait(cancellationToken);
        }
        catch (AggregateException) when (run.IsCompleted)
        {
            exception = run.Exception is { InnerExceptions: [var only] } ? only : run.Exception ?? (Exception)new TaskCanceledException(run);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        return true;
    }

    private static Trace Finish(ObservationRecording recording, TraceHeader header, SpillFile spill, ref IRunCapture? capture)
    {
        var captured = capture;
        capture = null;
        var rest = recording.Finish(() => captured?.Settle(), () => captured?.Stop(recording.Timeline) ?? []);
        return rest?.ToTrace(header) ?? spill.Read(recording.Failure);
    }

    // For a capture that only has to end.
    private sealed class Nobody : IRunTimeline
    {
        public long TimeOf(long timestamp) => 0;

        public int? OperationOf(Guid activity) => null;
    }

    private static Exception? Check(TraceContext context, Trace trace)
    {
        try
        {
            context.RunChecks(trace);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
