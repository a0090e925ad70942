using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>Runs a concurrent body once, on the real thread pool and the real clock, and records what woven code does.</summary>
public static class Observer
{
    /// <summary>Runs <paramref name="body"/> and waits for it.</summary>
    /// <param name="body">The program.</param>
    /// <param name="options">The defaults when null.</param>
    /// <param name="cancellationToken">Ends the waiting, not the program.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ObservationResult Run(Func<Task> body, ObserverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        options ??= new ObserverOptions();
        var context = new TraceContext();
        Control.RunBegins();
        var capture = options.Capture?.Invoke();
        try
        {
            var recorder = new ObservationRecorder();
            var exception = Observe(recorder, body, context, cancellationToken);
            recorder.Stop();
            var trace = Merge(new ObservationTraceBuilder(recorder), options, ref capture);
            return new ObservationResult { Trace = trace, Exception = exception ?? Check(context, trace) };
        }
        finally
        {
            capture?.Stop(static _ => 0, static _ => null);
            Control.RunEnds();
        }
    }

    private static Exception? Observe(ObservationRecorder recorder, Func<Task> body, TraceContext context, CancellationToken cancellationToken)
    {
        var operation = recorder.Create(null, OperationKind.Body, "body", 0);
        var run = Task.Run(
            () =>
            {
                TraceContext.Enter(context);
                return Observation.Run(operation, body);
            },
            CancellationToken.None);
        try
        {
            run.Wait(cancellationToken);
        }
        catch (AggregateException) when (run.IsCompleted)
        {
            return run.Exception is { InnerExceptions: [var only] } ? only : run.Exception ?? (Exception)new TaskCanceledException(run);
        }

        return null;
    }

    private static Trace Merge(ObservationTraceBuilder builder, ObserverOptions options, ref IRunCapture? capture)
    {
        var trace = builder.Build(new TraceHeader(options.TestIdentity, TraceMode.Observe, 0, 0)
        {
            Environment = TraceEnvironment.Current,
            Modules = Modules.OfTrace(Modules.Loaded()),
            HasRuntimeEvents = capture is not null,
        });
        if (capture is null)
        {
            return trace;
        }

        var events = capture.Stop(builder.TimeOf, builder.OperationOf);
        capture = null;
        return TraceMerge.With(trace, events.Where(e => e.Time >= 0));
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
