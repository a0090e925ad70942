using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

#pragma warning disable CA2012 // The scripts look at the states of value tasks.

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Channels of every kind come to the same under control: who waits, who is handed what, who is told of the end.</summary>
public class ChannelScripts
{
    public static TheoryData<string> Kinds =>
    [
        "unbounded", "one reader", "prioritized",
        "bounded 1 Wait", "bounded 2 Wait", "bounded 1 DropNewest", "bounded 1 DropOldest", "bounded 1 DropWrite", "bounded 2 DropNewest", "bounded 2 DropOldest",
        "bounded 0 Wait", "bounded 0 DropNewest", "bounded 0 DropOldest", "bounded 0 DropWrite",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reads_before_writes(string kind) => Alike(script =>
    {
        var (channel, dropped) = Create(kind);
        script.Get(() => (channel.Reader.CanCount, channel.Reader.CanPeek));
        script.Get(() => channel.Reader.Count);
        var (first, second, waiting, later) = (channel.Reader.ReadAsync(), channel.Reader.ReadAsync(), channel.Reader.WaitToReadAsync(), channel.Reader.WaitToReadAsync());
        script.Get(() => (Say(first), Say(second), Say(waiting), Say(later)));
        script.Get(() => Say(channel.Writer.WaitToWriteAsync()));
        script.Get(() => channel.Writer.TryWrite(1));
        script.Get(() => (Say(first), Say(second), Say(waiting), Say(later)));
        script.Get(() => Say(channel.Writer.WriteAsync(2)));
        script.Get(() => (Say(first), Say(second), Say(waiting), Say(later)));
        script.Get(() => channel.Writer.TryWrite(3));
        script.Get(() => (Say(first), Say(second), Say(waiting), Say(later)));
        script.Get(() => (channel.Reader.TryPeek(out var item), item));
        script.Get(() => string.Join(",", dropped));
        script.Get(() => second.Result);
        script.Get(() => second.Result);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Writes_before_reads(string kind) => Alike(script =>
    {
        var (channel, dropped) = Create(kind);
        script.Get(() => channel.Writer.TryWrite(1));
        var writes = Enumerable.Range(2, 3).Select(i => channel.Writer.WriteAsync(i)).ToArray();
        var waiting = channel.Writer.WaitToWriteAsync();
        script.Get(() => string.Join(",", writes.Select(Say)) + Say(waiting) + string.Join(",", dropped));
        script.Get(() => Say(channel.Reader.WaitToReadAsync()));
        for (var i = 0; i < 6; i++)
        {
            script.Get(() => (channel.Reader.TryPeek(out var item), item));
            script.Get(() => (channel.Reader.TryRead(out var item), item));
            script.Get(() => string.Join(",", writes.Select(Say)) + Say(waiting));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_end(string kind) => Alike(script =>
    {
        var (channel, dropped) = Create(kind);
        var writes = Enumerable.Range(1, 3).Select(i => channel.Writer.WriteAsync(i)).ToArray();
        var waiting = channel.Writer.WaitToWriteAsync();
        script.Get(() => (channel.Writer.TryComplete(new TimeoutException("end")), channel.Writer.TryComplete()));
        script.Get(() => string.Join(",", writes.Select(Say)) + Say(waiting) + string.Join(",", dropped));
        script.Do(() => channel.Writer.Complete());
        if (!kind.StartsWith("bounded 0 Drop", StringComparison.Ordinal))
        {
            // There .NET 10.0 goes on dropping what is written after the end; later versions do not.
            script.Get(() => channel.Writer.TryWrite(9));
            script.Get(() => Say(channel.Writer.WriteAsync(9)));
        }

        script.Get(() => Say(channel.Writer.WaitToWriteAsync()));
        for (var i = 0; i < 4; i++)
        {
            script.Get(() => (channel.Reader.Completion.Status, Say(channel.Reader.WaitToReadAsync()), Say(channel.Reader.ReadAsync())));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_end_while_readers_wait(string kind) => Alike(script =>
    {
        var (channel, _) = Create(kind);
        var read = channel.Reader.ReadAsync();
        channel.Writer.Complete();
        script.Get(() => (Say(read), channel.Reader.Completion.Status));
        (channel, _) = Create(kind);
        var waiting = channel.Reader.WaitToReadAsync();
        channel.Writer.Complete();
        script.Get(() => (Say(waiting), channel.Reader.Completion.Status));
        script.Get(() => Say(channel.Reader.ReadAsync(new CancellationToken(canceled: true))));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Waiting_is_given_up(string kind) => Alike(script =>
    {
        using var source = new CancellationTokenSource();
        var (channel, _) = Create(kind);
        var (read, waiting) = (channel.Reader.ReadAsync(source.Token), channel.Reader.WaitToReadAsync(source.Token));
        source.Cancel();
        script.Get(() => (Say(read), Say(waiting)));
        script.Get(() => channel.Writer.TryWrite(1));
        script.Get(() => (channel.Reader.TryRead(out var item), item));
    });

    [Fact]
    public void Rendezvous_writers_that_gave_up_are_not_met() => Alike(script =>
    {
        using var source = new CancellationTokenSource();
        var channel = Channel.CreateBounded<int>(0);
        var (first, second) = (channel.Writer.WriteAsync(1, source.Token), channel.Writer.WriteAsync(2));
        source.Cancel();
        script.Get(() => (Say(first), Say(second)));
        script.Get(() => (channel.Reader.TryRead(out var item), item));
        script.Get(() => (Say(first), Say(second), channel.Reader.TryRead(out _)));
    });

    [Fact]
    public void A_value_task_is_consumed_once() => Alike(script =>
    {
        var channel = Channel.CreateUnbounded<int>();
        var (read, task, kept) = (channel.Reader.ReadAsync(), channel.Reader.ReadAsync().AsTask(), channel.Reader.ReadAsync().Preserve());
        script.Get(() => channel.Writer.TryWrite(1) && channel.Writer.TryWrite(2) && channel.Writer.TryWrite(3));
        script.Get(() => read.GetAwaiter().GetResult());
        script.Get(() => read.GetAwaiter().GetResult());
        script.Get(() => (task.Result, task.Result));
        script.Get(() => (kept.Result, kept.Result));
        var full = Channel.CreateBounded<int>(1);
        script.Get(() => full.Writer.TryWrite(1));
        var (write, keptWrite) = (full.Writer.WriteAsync(2).AsTask(), full.Writer.WriteAsync(3).Preserve());
        script.Get(() => full.Reader.TryRead(out _) && full.Reader.TryRead(out _));
        script.Do(write.Wait);
        script.Do(() => keptWrite.AsTask().Wait());
    });

    [Fact]
    public void A_value_task_that_is_not_complete_lets_nobody_wait() => Alike(script =>
    {
        var channel = Channel.CreateUnbounded<int>();
        script.Get(() => channel.Reader.ReadAsync().GetAwaiter().GetResult());
        script.Get(() => channel.Reader.ReadAsync().Result);
        script.Get(() => channel.Reader.WaitToReadAsync().ConfigureAwait(false).GetAwaiter().GetResult());
    });

    [Fact]
    public void A_value_task_has_one_continuation() => Alike(script =>
    {
        var channel = Channel.CreateUnbounded<int>();
        var read = channel.Reader.ReadAsync();
        script.Do(() => read.GetAwaiter().OnCompleted(() => { }));
        script.Do(() => read.GetAwaiter().OnCompleted(() => { }));
        script.Do(() => read.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => { }));
        script.Get(() => read.AsTask().IsCompleted);
        script.Get(() => channel.Writer.TryWrite(1));
        script.Do(() => read.GetAwaiter().OnCompleted(() => { }));
    });

    private static (Channel<int> Channel, List<int> Dropped) Create(string kind)
    {
        var dropped = new List<int>();
        return (kind.Split(' ') switch
        {
            ["unbounded"] => Channel.CreateUnbounded<int>(),
            ["one", "reader"] => Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true }),
            ["prioritized"] => Channel.CreateUnboundedPrioritized<int>(),
            [_, var capacity, var mode] => Channel.CreateBounded<int>(
                new BoundedChannelOptions(capacity[0] - '0') { FullMode = Enum.Parse<BoundedChannelFullMode>(mode) }, dropped.Add),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        }, dropped);
    }

    private static string Say(ValueTask task) => task.IsCompletedSuccessfully ? "done" : task.IsCanceled ? "cancelled" : task.IsFaulted ? "failed" : "pending";

    private static string Say<T>(ValueTask<T> task) =>
        task.IsCompletedSuccessfully ? "done" : task.IsCanceled ? "cancelled" : task.IsFaulted ? "failed" : "pending";
}
