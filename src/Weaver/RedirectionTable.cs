namespace ConcurrencyTrace.Weaver;

/// <summary>What is redirected to what: the original type, and the class of the Runtime whose methods stand in for its members.</summary>
/// <remarks>
/// A row adds every public static method of the target class. Each must have the shape of one member of the original, then the site:
/// <code>
/// static member      R M(args)      static R M(args, long site)
/// instance, class    R M(args)      static R M(X self, args, long site)
/// instance, struct   R M(args)      static R M(ref X self, args, long site)
/// constructor        new X(args)    static X New(args, long site)
/// </code>
/// The target of a member of <c>X&lt;T&gt;</c> is a generic method: the type's arguments first, then the member's own. Accessors keep their
/// metadata names (<c>get_Result</c>). A member with no target stays as it is; a target with no member is the error CTW0002.
/// Where an override calls the base class's own implementation of <c>M</c>, a target named <c>base_M</c> stands in; with none, that call stays.
/// Several rows may name one class, and several one original.
/// </remarks>
internal static class RedirectionTable
{
    /// <summary>Namespace of the target classes.</summary>
    public const string TargetNamespace = "ConcurrencyTrace.Runtime.Controlled";

    private const string Coyote = "Microsoft.Coyote";

    /// <summary>The rows; the original by its full name as metadata writes it.</summary>
    public static IReadOnlyList<RedirectionRow> Rows { get; } =
    [
        new("Microsoft.Coyote.Random.Generator", "ControlledGenerator", Coyote),
        new("Microsoft.Coyote.Runtime.Operation", "ControlledUserOperations", Coyote),
        new("Microsoft.Coyote.Runtime.SchedulingPoint", "ControlledSchedulingPoint", Coyote),
        new("Microsoft.Coyote.Specifications.Specification", "ControlledSpecification", Coyote),
        new("System.Collections.Concurrent.BlockingCollection`1", "ControlledBlockingCollection"),
        new("System.Collections.Concurrent.BlockingCollection`1", "ControlledBlockingCollections"),
        new("System.Collections.Concurrent.ConcurrentBag`1", "ControlledConcurrentBag"),
        new("System.Collections.Concurrent.ConcurrentDictionary`2", "ControlledConcurrentDictionary"),
        new("System.Collections.Concurrent.ConcurrentDictionary`2/AlternateLookup`1", "ControlledAlternateLookup"),
        new("System.Collections.Concurrent.ConcurrentQueue`1", "ControlledConcurrentQueue"),
        new("System.Collections.Concurrent.ConcurrentStack`1", "ControlledConcurrentStack"),
        new("System.Collections.Concurrent.Partitioner", "ControlledPartitioner"),
        new("System.Collections.Immutable.ImmutableInterlocked", "ControlledImmutableInterlocked"),
        new("System.ComponentModel.Component", "ControlledComponent"),
        new("System.DateTime", "ControlledDateTime"),
        new("System.DateTimeOffset", "ControlledDateTimeOffset"),
        new("System.Diagnostics.Stopwatch", "ControlledStopwatch"),
        new("System.Environment", "ControlledEnvironment"),
        new("System.Environment", "ControlledProcessEnd"),
        new("System.Environment", "ControlledThreadIdentity"),
        new("System.Guid", "ControlledGuid"),
        new("System.IAsyncDisposable", "ControlledAsyncDisposable"),
        new("System.IDisposable", "ControlledDisposable"),
        new("System.IO.Pipelines.Pipe", "ControlledPipe"),
        new("System.IO.Pipelines.PipeReader", "ControlledPipeReader"),
        new("System.IO.Pipelines.PipeWriter", "ControlledPipeWriter"),
        new("System.Lazy`1", "ControlledLazy"),
        new("System.Linq.ParallelEnumerable", "ControlledParallelEnumerable"),
        new("System.Linq.ParallelEnumerable", "ControlledParallelOperators"),
        new("System.Progress`1", "ControlledProgress"),
        new("System.Random", "ControlledRandom"),
        new("System.Runtime.CompilerServices.AsyncVoidMethodBuilder", "ControlledAsyncVoid"),
        new("System.Runtime.CompilerServices.ConfiguredTaskAwaitable/ConfiguredTaskAwaiter", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1/ConfiguredTaskAwaiter", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable/ConfiguredValueTaskAwaiter", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1/ConfiguredValueTaskAwaiter", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.TaskAwaiter", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.TaskAwaiter`1", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.ValueTaskAwaiter", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.ValueTaskAwaiter`1", "ControlledTaskAwaiters"),
        new("System.Runtime.CompilerServices.YieldAwaitable/YieldAwaiter", "ControlledTaskAwaiters"),
        new("System.Security.Cryptography.RandomNumberGenerator", "ControlledRandomNumberGenerator"),
        new("System.Threading.Barrier", "ControlledBarrier"),
        new("System.Threading.Barrier", "ControlledDisposal"),
        new("System.Threading.CancellationToken", "ControlledCancellationToken"),
        new("System.Threading.CancellationTokenRegistration", "ControlledCancellationTokenRegistration"),
        new("System.Threading.CancellationTokenSource", "ControlledCancellationTokenSource"),
        new("System.Threading.Channels.Channel", "ControlledChannels"),
        new("System.Threading.Channels.ChannelReader`1", "ControlledChannelReaders"),
        new("System.Threading.Channels.ChannelWriter`1", "ControlledChannelWriters"),
        new("System.Threading.CountdownEvent", "ControlledCountdownEvent"),
        new("System.Threading.CountdownEvent", "ControlledDisposal"),
        new("System.Threading.EventWaitHandle", "ControlledEventWaitHandle"),
        new("System.Threading.Interlocked", "ControlledInterlocked"),
        new("System.Threading.LazyInitializer", "ControlledLazyInitializer"),
        new("System.Threading.Lock", "ControlledLock"),
        new("System.Threading.Lock/Scope", "ControlledLockScope"),
        new("System.Threading.ManualResetEventSlim", "ControlledDisposal"),
        new("System.Threading.ManualResetEventSlim", "ControlledManualResetEventSlim"),
        new("System.Threading.Monitor", "ControlledMonitor"),
        new("System.Threading.Mutex", "ControlledMutex"),
        new("System.Threading.PeriodicTimer", "ControlledPeriodicTimer"),
        new("System.Threading.ReaderWriterLock", "ControlledReaderWriterLock"),
        new("System.Threading.ReaderWriterLockSlim", "ControlledDisposal"),
        new("System.Threading.ReaderWriterLockSlim", "ControlledReaderWriterLockSlim"),
        new("System.Threading.RegisteredWaitHandle", "ControlledRegisteredWaitHandle"),
        new("System.Threading.Semaphore", "ControlledSemaphore"),
        new("System.Threading.SemaphoreSlim", "ControlledDisposal"),
        new("System.Threading.SemaphoreSlim", "ControlledSemaphoreSlim"),
        new("System.Threading.SpinLock", "ControlledSpinLock"),
        new("System.Threading.SpinWait", "ControlledSpinWait"),
        new("System.Threading.SynchronizationContext", "ControlledSynchronizationContext"),
        new("System.Threading.Tasks.ConcurrentExclusiveSchedulerPair", "ControlledSchedulerPair"),
        new("System.Threading.Tasks.Parallel", "ControlledParallel"),
        new("System.Threading.Tasks.Parallel", "ControlledParallelAsync"),
        new("System.Threading.Tasks.Parallel", "ControlledParallelForEach"),
        new("System.Threading.Tasks.ParallelLoopState", "ControlledParallelLoopState"),
        new("System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore`1", "ControlledValueTaskSourceCore"),
        new("System.Threading.Tasks.Task", "ControlledContinuations"),
        new("System.Threading.Tasks.Task", "ControlledRunSynchronously"),
        new("System.Threading.Tasks.Task", "ControlledTask"),
        new("System.Threading.Tasks.Task", "ControlledTaskCombinators"),
        new("System.Threading.Tasks.Task", "ControlledTaskRun"),
        new("System.Threading.Tasks.Task", "ControlledWaitAsync"),
        new("System.Threading.Tasks.TaskAsyncEnumerableExtensions", "ControlledTaskConversions"),
        new("System.Threading.Tasks.TaskCompletionSource", "ControlledTaskCompletionSource"),
        new("System.Threading.Tasks.TaskCompletionSource`1", "ControlledTaskCompletionSource"),
        new("System.Threading.Tasks.TaskFactory", "ControlledTaskFactory"),
        new("System.Threading.Tasks.TaskFactory", "ControlledTaskFactoryContinuations"),
        new("System.Threading.Tasks.TaskFactory", "ControlledTaskFactoryFromAsync"),
        new("System.Threading.Tasks.TaskFactory`1", "ControlledTaskFactory"),
        new("System.Threading.Tasks.TaskFactory`1", "ControlledTaskFactoryContinuations"),
        new("System.Threading.Tasks.TaskFactory`1", "ControlledTaskFactoryFromAsync"),
        new("System.Threading.Tasks.TaskScheduler", "ControlledTaskSchedulers"),
        new("System.Threading.Tasks.TaskToAsyncResult", "ControlledTaskConversions"),
        new("System.Threading.Tasks.Task`1", "ControlledContinuations"),
        new("System.Threading.Tasks.Task`1", "ControlledTask"),
        new("System.Threading.Tasks.Task`1", "ControlledWaitAsync"),
        new("System.Threading.Tasks.ValueTask", "ControlledValueTask"),
        new("System.Threading.Tasks.ValueTask`1", "ControlledValueTask"),
        new("System.Threading.Thread", "ControlledThread"),
        new("System.Threading.Thread", "ControlledThreadIdentity"),
        new("System.Threading.Thread", "ControlledThreadVolatile"),
        new("System.Threading.ThreadPool", "ControlledThreadPool"),
        new("System.Threading.ThreadPool", "ControlledWaitRegistrations"),
        new("System.Threading.Timer", "ControlledTimer"),
        new("System.Threading.Volatile", "ControlledVolatile"),
        new("System.Threading.WaitHandle", "ControlledDisposal"),
        new("System.Threading.WaitHandle", "ControlledWaitHandle"),
        new("System.TimeProvider", "ControlledTimeProvider"),
        new("System.Timers.Timer", "ControlledTimersTimer"),
    ];
}
