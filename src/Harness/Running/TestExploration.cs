using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Harness.Artifacts;
using ConcurrencyTrace.Harness.Progress;
using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Runtime;
using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Places;
using Xunit;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>The exploration of one test, and the handing over of what it found to the test's one result.</summary>
internal sealed class TestExploration(TracedTestRunnerContext context, ITestContext outer)
{
    private readonly CancellationToken testToken = outer.CancellationToken;
    private ScheduleRun? current;
    private ScheduleRun? firstFailing;
    private ScheduleRun? lastFailing;
    private Exception? skip;
    private CancellationTokenSource? stop;
    private ObservationResult? observed;
    private TraceRules? rules;
    private string? nettrace;

    public async ValueTask Run()
    {
        var settings = context.Settings = TraceSettings.Resolve(context.Options, context.AssemblyOptions, SettingSources.Read);
        var progress = ProgressDisplay.ForConsole(context.Test.TestDisplayName, settings.Progress, ContinuousIntegration.Detected);
        var options = settings.ToExplorerOptions(context.Identity) with
        {
            CorpusFolder = CorpusFolder(),
            Progress = done =>
            {
                (context.SchedulesRun, context.Doing) = (done.SchedulesRun, done.Doing);
                progress.Report(done);
            },
        };
        if (settings.Shard.Index > 1 && (settings.Mode == TraceMode.Observe || options.SchedulesOfShard == 0))
        {
            context.Aggregator.Add(DynamicSkip.Because(HarnessErrors.NotOfThisShard(settings.Shard)));
            return;
        }

        options.Validate();
        if (settings.Mode == TraceMode.Explore && !IsWoven)
        {
            throw HarnessErrors.NotWoven(context.Test.TestMethod.TestClass.Class.Assembly.GetName().Name!);
        }

        rules = settings.Rules;
        context.SchedulesWanted = options.SchedulesOfShard;
        var replay = ReplayRequest.In(settings);
        if (replay is not null && !await replay.IsFor(context.Test, context.Identity))
        {
            context.Aggregator.Add(DynamicSkip.Because(HarnessErrors.OtherRow(RunDirectories.Display(replay.File), replay.Schedule.Test)));
            return;
        }

        using var stopSource = CancellationTokenSource.CreateLinkedTokenSource(testToken);
        stop = stopSource;
        try
        {
            if (ArtifactPruning.Once(settings) is { } problem)
            {
                outer.AddWarning(problem);
            }

            var result = await OnOwnThread(() => Explore(settings, options, replay, stopSource.Token));
            if (!TimedOut)
            {
                Report(result, options, replay, settings);
                ReportObserved(settings);
            }
        }
        catch (OperationCanceledException) when (stopSource.IsCancellationRequested)
        {
            if (skip is null && !TimedOut)
            {
                throw HarnessErrors.Cancelled(context.SchedulesRun, context.SchedulesWanted, context.Doing);
            }
        }
        finally
        {
            progress.End();
            current?.Leave();
            KeepNettrace();
        }

        if (skip is not null)
        {
            context.Aggregator.Add(skip);
        }
    }

    // xunit cancels the test's token, not the run's, when the time is up; and it reports that itself.
    private bool TimedOut => testToken.IsCancellationRequested && !context.CancellationTokenSource.IsCancellationRequested;

    // A test that is inherited may be another assembly's.
    private bool IsWoven => new[] { context.Test.TestMethod.TestClass.Class.Assembly, context.Test.TestMethod.Method.Module.Assembly }
        .Any(assembly => assembly.IsDefined(typeof(WovenAttribute), inherit: false));

    private ExplorationResult? Explore(TraceSettings settings, ExplorerOptions options, ReplayRequest? replay, CancellationToken cancellationToken)
    {
        if (replay is not null)
        {
            return Explorer.Replay(RunSchedule, replay.Schedule, options, cancellationToken);
        }

        if (settings.Mode == TraceMode.Observe)
        {
            context.SchedulesWanted = 0;
            Observe(settings);
            return null;
        }

        return Explorer.Run(RunSchedule, options, cancellationToken);
    }

    // A test that hangs leaves its trace, too.
    private void Observe(TraceSettings settings)
    {
        nettrace = settings.Nettrace ? Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.nettrace") : null;
        try
        {
            observed = Observer.Run(RunSchedule, settings.ToObserverOptions(context.Identity, nettrace), testToken);
        }
        catch (ObservationCanceledException e)
        {
            PassArtifacts.Write("observed", e.Trace, context, outer);
            throw;
        }
    }

    private void KeepNettrace()
    {
        if (nettrace is not null && File.Exists(nettrace))
        {
            PassArtifacts.KeepNettrace(nettrace, context, outer);
        }
    }

    private async Task RunSchedule()
    {
        current?.Leave(); // a schedule that was cut short did not come to its end
        KeepFailing();
        var run = current = new ScheduleRun();
        run.Enter(context.Test, testToken);
        rules!.Begin(TraceContext.Current);
        try
        {
            await ControlledAwait.Task(new ScheduleBody(context).Run());
            run.Passed = true;
        }
        catch (Exception e) when (context.GetSkipReason(e) is not null)
        {
            Skip(e);
        }
        catch (Exception e)
        {
            run.Exception = e;
            throw;
        }
        finally
        {
            run.Leave();
        }
    }

    private void KeepFailing()
    {
        if (current is { Passed: false })
        {
            lastFailing = current;
            firstFailing ??= current;
        }
    }

    // Runs that shrank and replayed the failing schedule came after it, and not all of them failed alike.
    private ScheduleRun? RunOf(ScheduleFailure? failure)
    {
        KeepFailing();
        return failure is null ? current
            : failure.Exception is null ? lastFailing ?? current
            : new[] { current, lastFailing, firstFailing }.FirstOrDefault(run => run?.Exception == failure.Exception) ?? current;
    }

    // Not the failure of a schedule, but the end of the exploration: the token ends it after this schedule.
    private void Skip(Exception exception)
    {
        skip = exception;
        stop!.Cancel();
    }

    // Beside the test; none where this machine does not have the test's source.
    private string? CorpusFolder() => SourceFolder.Of(context.Test.TestCase.SourceFilePath) is { } folder
        ? Path.Combine(folder, "__schedules__", TestFileName.Beside(context.Identity))
        : null;

    private void Report(ExplorationResult? result, ExplorerOptions options, ReplayRequest? replay, TraceSettings settings)
    {
        var shown = RunOf(result?.Failure);
        shown?.Leave();
        shown?.CopyTo(outer);
        foreach (var unknown in SettingSources.UnknownVariables)
        {
            outer.AddWarning(HarnessErrors.UnknownVariable(unknown));
        }

        foreach (var escaped in result?.Uncontrolled ?? [])
        {
            outer.AddWarning(HarnessErrors.NotControlled(escaped));
        }

        if (result?.CutShort is { } cut)
        {
            outer.AddWarning(HarnessErrors.CutShort(cut));
        }

        if (result is { LastingState: { Count: > 0 } lasting })
        {
            outer.AddWarning(HarnessErrors.StateLasts(lasting));
        }

        var notices = result?.Corpus.Select(entry => entry.Notice).OfType<string>().ToList() ?? [];
        notices.ForEach(outer.AddWarning);

        if (skip is null && replay is null && result is not null)
        {
            SummaryArtifact.Write(result, options, context, outer);
        }

        if (result is { LeftUnjudged: true })
        {
            var notice = HarnessErrors.LeftUnjudged(options.Shard);
            outer.AddWarning(notice);
            outer.TestOutputHelper?.WriteLine(notice);
        }

        if (skip is null && result?.Failure is { } failure)
        {
            WarnOfLoss(failure.Trace);
            context.FailureText = FailureArtifacts.Write(failure, context, options, replay, settings, notices, outer);
            context.Aggregator.Add(failure.Exception ?? new ScheduleFailedException(failure));
        }
        else if (skip is null && result is not null && settings.KeepArtifacts == KeepArtifacts.Always)
        {
            PassArtifacts.Write("passed", result.Trace, context, outer);
        }
    }

    private void ReportObserved(TraceSettings settings)
    {
        if (skip is not null || observed is null)
        {
            return;
        }

        WarnOfLoss(observed.Trace);
        if (observed.Exception is not null || (settings.KeepLast is null && settings.KeepBytes is null)) // a flight recorder's is for failures
        {
            PassArtifacts.Write("observed", observed.Trace, context, outer);
        }

        if (observed.Exception is { } exception)
        {
            context.Aggregator.Add(exception);
        }
    }

    private void WarnOfLoss(Trace trace)
    {
        foreach (var lost in trace.Events.Where(e => e.Kind == EventKind.EventsLost))
        {
            outer.AddWarning(lost.Text!);
        }
    }

    // A thread of its own, since exploring blocks: the thread pool, on which other tests may be waiting, must not be short of one.
    private static Task<T> OnOwnThread<T>(Func<T> work) => Task.Factory.StartNew(
        work,
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.HideScheduler | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);
}
