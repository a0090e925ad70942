using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Running;
using ConcurrencyTrace.Tracing;

namespace Samples;

/// <summary>Runs the body as often as asked, each time on a thread of its own, with nothing under control.</summary>
internal sealed class SequentialExplorer : IExplorer
{
    [ModuleInitializer]
    internal static void Install() => TestExploration.Explorer = new SequentialExplorer();

    public ExplorationResult Run(Func<Task> body, ExplorerOptions options, CancellationToken cancellationToken)
    {
        for (var n = 1; n <= options.Schedules; n++)
        {
            var failure = Once(body, n, options);
            options.Progress?.Invoke(n);
            if (failure is not null || n == options.Schedules)
            {
                return Result(n, failure, options);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        throw new InvalidOperationException();
    }

    public ExplorationResult Replay(Func<Task> body, Schedule schedule, ExplorerOptions options, CancellationToken cancellationToken) =>
        Result(1, Once(body, 1, options), options);

    private static ScheduleFailure? Once(Func<Task> body, int number, ExplorerOptions options)
    {
        Exception? exception = null;
        var thread = new Thread(() =>
        {
            try
            {
                body().GetAwaiter().GetResult();
            }
            catch (Exception e)
            {
                exception = e;
            }
        });
        thread.Start();
        thread.Join();
        return exception is null ? null : new ScheduleFailure
        {
            Kind = FailureKind.Exception,
            Summary = exception.Message,
            Exception = exception,
            Report = "  op 1 (body)",
            Schedule = new Schedule { Test = options.TestIdentity, Strategy = options.Strategy, Seed = options.Seed ?? 1, Number = number, Modules = [], Decisions = [] },
            ScheduleNumber = number,
            Trace = EmptyTrace(options),
        };
    }

    private static ExplorationResult Result(int run, ScheduleFailure? failure, ExplorerOptions options) => new()
    {
        SchedulesRun = run,
        Seed = options.Seed ?? 1,
        Failure = failure,
        Trace = EmptyTrace(options),
        Uncontrolled = [],
    };

    private static Trace EmptyTrace(ExplorerOptions options) => new(new TraceHeader(options.TestIdentity, TraceMode.Explore, 1, options.Seed ?? 1), [], [], []);
}
