using System.Reflection;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled.Tasks;

/// <summary>
/// The completion of a <see cref="ConcurrentExclusiveSchedulerPair"/> that works under control. The pair itself completes on the thread pool, out of
/// control, as soon as it is to accept no more and has nothing left; whether it has come to that is looked at wherever it may have, and the pool is not waited for.
/// </summary>
internal sealed class PairCompletion
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo? State = typeof(ConcurrentExclusiveSchedulerPair).GetField("m_completionState", Any);
    private static readonly FieldInfo? IsQueued = State?.FieldType.GetField("m_completionQueued", Any);
    private static readonly FieldInfo? Exceptions = State?.FieldType.GetField("m_exceptions", Any);

    private readonly ConcurrentExclusiveSchedulerPair pair;
    private readonly TaskCompletionSource source = new();

    public PairCompletion(ConcurrentExclusiveSchedulerPair pair, Scheduler scheduler)
    {
        this.pair = pair;
        scheduler.Tasks.Add(source.Task, new TaskInfo { Reason = BlockReason.TaskAwait, Resource = scheduler.Resources.Find(pair), ContinuesAsynchronously = true });
        scheduler.TaskScheduler.RanTask += Look;
    }

    /// <summary>What stands for the pair's own <see cref="ConcurrentExclusiveSchedulerPair.Completion"/>.</summary>
    public Task Task => source.Task;

    /// <summary>Completes the task if the pair is about to complete.</summary>
    public void Look()
    {
        if (source.Task.IsCompleted || State?.GetValue(pair) is not { } state || IsQueued?.GetValue(state) is not true)
        {
            return;
        }

        if (Exceptions?.GetValue(state) is IEnumerable<Exception> exceptions)
        {
            source.SetException(exceptions);
        }
        else
        {
            source.SetResult();
        }
    }
}
