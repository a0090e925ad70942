using System.Threading.Channels;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ChannelTests
{
    [Fact]
    public void Items_come_out_in_order_whoever_waits() => Passes(async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await channel.Writer.WriteAsync(i);
            }

            channel.Writer.Complete();
        });
        var read = new List<int>();
        await foreach (var item in channel.Reader.ReadAllAsync())
        {
            read.Add(item);
        }

        await writer;
        Assert.Equal([0, 1, 2, 3, 4], read);
    });

    [Fact]
    public void Who_goes_through_all_items_waits_for_the_next_itself_where_they_were_asked_for()
    {
        var failure = Fails(FailureKind.Deadlock, async () =>
        {
            var channel = Channel.CreateUnbounded<int>();
            channel.Writer.TryWrite(1);
            await foreach (var item in channel.Reader.ReadAllAsync())
            {
                Assert.Equal(1, item);
            }
        });

        Assert.Single(failure.Trace.Operations);
        Assert.Contains("op 1 waits for Channel<Int32>#1", failure.Summary, StringComparison.Ordinal);
        Assert.Contains($"op 1 body waits to read from Channel<Int32>#1 at {nameof(ChannelTests)}.cs:", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bounded_channel_holds_its_writer_back() => Passes(async () =>
    {
        var channel = Channel.CreateBounded<int>(2);
        var written = 0;
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 6; i++)
            {
                await channel.Writer.WriteAsync(i);
                Interlocked.Increment(ref written);
            }

            channel.Writer.Complete();
        });
        var taken = 0;
        while (await channel.Reader.WaitToReadAsync())
        {
            Assert.InRange(Volatile.Read(ref written), 0, taken + 3);
            while (channel.Reader.TryRead(out var item))
            {
                Assert.Equal(taken++, item);
            }
        }

        Assert.Equal(6, taken);
        await writer;
    });

    [Fact]
    public void A_channel_that_is_never_completed_keeps_its_reader() => Fails(FailureKind.Deadlock, async () =>
    {
        var channel = Channel.CreateBounded<int>(1);
        var writer = Task.Run(async () => await channel.Writer.WriteAsync(1));
        await foreach (var item in channel.Reader.ReadAllAsync())
        {
            Assert.Equal(1, item);
        }

        await writer;
    });

    [Fact]
    public void Two_readers_that_peek_and_take_disagree() => Fails(FailureKind.Exception, async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        await Task.WhenAll(Task.Run(Take), Task.Run(Take));

        void Take()
        {
            if (channel.Reader.TryPeek(out _) && !channel.Reader.TryRead(out _))
            {
                throw new InvalidOperationException("somebody else took it");
            }
        }
    });

    [Fact]
    public void Full_modes_drop_what_they_say() => Passes(async () =>
    {
        Assert.Equal([1, 2], await Kept(BoundedChannelFullMode.DropWrite));
        Assert.Equal([1, 3], await Kept(BoundedChannelFullMode.DropNewest));
        Assert.Equal([2, 3], await Kept(BoundedChannelFullMode.DropOldest));

        static async Task<List<int>> Kept(BoundedChannelFullMode mode)
        {
            var lost = new List<int>();
            var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(2) { FullMode = mode }, lost.Add);
            for (var i = 1; i <= 3; i++)
            {
                await channel.Writer.WriteAsync(i);
            }

            Assert.Single(lost);
            channel.Writer.Complete();
            return await channel.Reader.ReadAllAsync().ToListAsync();
        }
    });

    [Fact]
    public void Completion_and_errors_are_those_of_the_original() => Passes(async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        var reading = channel.Reader.ReadAsync().AsTask();
        Assert.True(channel.Writer.TryComplete(new InvalidOperationException("end")));
        Assert.False(channel.Writer.TryComplete());
        var closed = await Assert.ThrowsAsync<ChannelClosedException>(() => reading);
        Assert.Equal("end", closed.InnerException!.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => channel.Reader.Completion);
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await channel.Writer.WriteAsync(1));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await channel.Reader.WaitToReadAsync());
    });

    [Fact]
    public void A_cancelled_read_takes_nothing() => Passes(async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        using var source = new CancellationTokenSource();
        var reading = Task.Run(async () => await channel.Reader.ReadAsync(source.Token));
        var cancelling = Task.Run(() => source.Cancel());
        var writing = Task.Run(() => channel.Writer.TryWrite(7));
        await Task.WhenAll(cancelling, writing);
        var read = await reading.ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : 0);
        Assert.True(read == 7 || channel.Reader.TryRead(out _));
    });

    [Fact]
    public void Priorities_come_first() => Passes(async () =>
    {
        var channel = Channel.CreateUnboundedPrioritized<int>();
        foreach (var i in new[] { 3, 1, 2 })
        {
            channel.Writer.TryWrite(i);
        }

        channel.Writer.Complete();
        Assert.Equal([1, 2, 3], await channel.Reader.ReadAllAsync().ToListAsync());
    });

    public static TheoryData<string, Action<Channel<int>, CancellationTokenSource>> Ends => new()
    {
        { "an item", (channel, _) => channel.Writer.TryWrite(1) },
        { "the end", (channel, _) => channel.Writer.Complete() },
        { "a token", (_, source) => source.Cancel() },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Who_waits_for_a_channel_and_more_does_not_go_on_inside_the_call_that_ends_the_wait(string end, Action<Channel<int>, CancellationTokenSource> act) => Passes(async () =>
    {
        Assert.NotEmpty(end);
        var channel = Channel.CreateUnbounded<int>();
        using CancellationTokenSource source = new();
        using ManualResetEventSlim returned = new();
        var waiting = Task.Run(async () =>
        {
            await Task.WhenAny(Task.WhenAll(channel.Reader.WaitToReadAsync(source.Token).AsTask()), channel.Reader.Completion);
            returned.Wait();
        });
        act(channel, source);
        returned.Set();
        await waiting;
    });
}
