using System.Collections.Concurrent;
using System.Threading.Channels;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;
using static ConcurrencyTrace.Exploration.Tests.ObservedProgram;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>On the real scheduler, too, a trace says how many items channels and collections held, and no more.</summary>
public sealed class ObservedQueueTests
{
    [Fact]
    public void A_channel_holds_no_more_than_its_bound_though_its_reader_waited()
    {
        var trace = Observe(async () =>
        {
            var channel = Channel.CreateBounded<int>(1);
            var first = channel.Reader.ReadAsync().AsTask();
            await channel.Writer.WriteAsync(1); // to the one who waits, who says so later
            await channel.Writer.WriteAsync(2);
            await first;
        });

        var peak = Assert.Single(QueueLength.Peaks(trace));
        Assert.Equal((1, "ChannelWriter.WriteAsync"), (peak.Items, trace.SiteAt(trace.Events[peak.Event].Site).Member));
        Assert.Equal("Channel<Int32>#1", Assert.Single(trace.Resources).Name); // as under control
        Assert.Equal([0, 1], trace.Events.Where(e => e.Kind == EventKind.Sent).Select(e => e.Detail));
    }

    [Fact]
    public void What_a_channel_drops_it_does_not_hold()
    {
        var trace = Observe(() =>
        {
            var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest });
            for (var i = 0; i < 5; i++)
            {
                Assert.True(channel.Writer.TryWrite(i));
            }
        });

        Assert.Equal(2, Assert.Single(QueueLength.Peaks(trace)).Items);
    }

    [Fact]
    public void A_collection_holds_what_was_put_into_it_before_anybody_observed_it()
    {
        using var items = new BlockingCollection<int>(new ConcurrentQueue<int>([1, 2]));
        var trace = Observe(() =>
        {
            items.Add(3);
            items.Take();
        });

        Assert.Equal(3, Assert.Single(QueueLength.Peaks(trace)).Items);
    }
}
