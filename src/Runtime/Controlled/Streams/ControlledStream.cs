using System.Collections.Concurrent;
using System.Reflection;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// The base of a program's own streams, between them and <see cref="Stream"/>. What a stream does not override of the asynchronous members calls its synchronous
/// ones on the thread pool, one at a time, whoever calls it: the program or the platform.
/// </summary>
#pragma warning disable CA1844 // The members that take memory come here, in Stream.
public abstract class ControlledStream : Stream
#pragma warning restore CA1844
{
    private static readonly ConcurrentDictionary<(Type Stream, string Begin), bool> Own = new();

    private static readonly InheritedWork Reading = new("Stream.ReadAsync");
    private static readonly InheritedWork Writing = new("Stream.WriteAsync");
    private static readonly InheritedWork Flushing = new("Stream.FlushAsync");

    private StreamTurn? turn;

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Control.Current is { } caller && !cancellationToken.IsCancellationRequested && !BeginsItself(nameof(BeginRead))
            ? InTurn(Reading, caller, buffer, offset, count, () => Read(buffer, offset, count))
            : base.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Control.Current is { } caller && !cancellationToken.IsCancellationRequested && !BeginsItself(nameof(BeginWrite))
            ? InTurn(
                Writing,
                caller,
                buffer,
                offset,
                count,
                () =>
                {
                    Write(buffer, offset, count);
                    return 0;
                })
            : base.WriteAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Control.Current is { } caller ? Flushing.Start(caller, Flush, cancellationToken) : base.FlushAsync(cancellationToken);

    // Such a stream's are called instead of its synchronous members.
    private bool BeginsItself(string begin) =>
        Own.GetOrAdd((GetType(), begin), static key => key.Stream.GetMethods(BindingFlags.Instance | BindingFlags.Public).Any(method => method.Name == key.Begin && method.DeclaringType != typeof(Stream)));

    private Task<int> InTurn(InheritedWork inherited, Operation caller, byte[] buffer, int offset, int count, Func<int> work)
    {
        ValidateBufferArguments(buffer, offset, count);
        var site = caller.Site;
        var scheduler = caller.Scheduler;
        var free = LazyInitializer.EnsureInitialized(ref turn);
        var task = inherited.New(() =>
        {
            try
            {
                return work();
            }
            finally
            {
                ControlledSemaphoreSlim.Release(free, site);
            }
        });
        var taken = ControlledSemaphoreSlim.WaitAsync(free, site);
        if (taken.IsCompleted)
        {
            task.Start(scheduler.TaskScheduler);
        }
        else
        {
            scheduler.Tasks.AddCombination(task, [taken]);
            ControlledContinuations.ContinueWith(taken, _ => task.Start(scheduler.TaskScheduler), default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default, site);
        }

        return task;
    }

    // By this name in reports.
    private sealed class StreamTurn() : SemaphoreSlim(1, 1);
}
