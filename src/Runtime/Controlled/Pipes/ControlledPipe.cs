using System.IO.Pipelines;
using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <see cref="Pipe"/>'s constructors: what the real pipe sends to the thread pool is an operation, and who waits at either end waits for nothing
/// outside.
/// </summary>
public static class ControlledPipe
{
    public static Pipe New(long site) => New(PipeOptions.Default, site);

    public static Pipe New(PipeOptions options, long site)
    {
        if (Control.Current is not { } operation || options is null)
        {
            return new Pipe(options!);
        }

        var scheduler = operation.Scheduler;
        scheduler.Visit(operation, site);
        var pool = new Pool(scheduler, site);
        var pipe = new Pipe(new PipeOptions(
            options.Pool,
            Controlled(options.ReaderScheduler, pool),
            Controlled(options.WriterScheduler, pool),
            options.PauseWriterThreshold,
            options.ResumeWriterThreshold,
            options.MinimumSegmentSize,
            options.UseSynchronizationContext));
        var resource = scheduler.Resources.Get(pipe, ResourceKind.Channel, site);
        scheduler.Tasks.Add(pipe.Reader, new TaskInfo { Reason = BlockReason.ChannelReceive, Resource = resource });
        scheduler.Tasks.Add(pipe.Writer, new TaskInfo { Reason = BlockReason.ChannelSend, Resource = resource });
        return pipe;
    }

    private static PipeScheduler Controlled(PipeScheduler scheduler, Pool pool) =>
        ReferenceEquals(scheduler, PipeScheduler.ThreadPool) ? pool
        : ReferenceEquals(scheduler, PipeScheduler.Inline) ? scheduler
        : new Own(scheduler);

    // Where the program's own scheduler runs the continuation, it runs on that very stack.
    private sealed class Own(PipeScheduler scheduler) : PipeScheduler
    {
        public override void Schedule(Action<object?> action, object? state) => scheduler.Schedule(
            given =>
            {
                using var completion = Completion.Within();
                action(given);
            },
            state);
    }

    private sealed class Pool(Scheduler scheduler, long site) : PipeScheduler
    {
        // A pipe in a static field outlives the run that made it.
        public override void Schedule(Action<object?> action, object? state)
        {
            var run = Control.Current?.Scheduler ?? scheduler;
            run.DoFromAnywhere(() => PoolWork.Queue(run, () => action(state), site, flows: false));
        }
    }
}
