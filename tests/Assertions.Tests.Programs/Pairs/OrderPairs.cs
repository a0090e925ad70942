using System.Threading.Channels;

namespace ConcurrencyTrace.Assertions.Tests.Programs.Pairs;

/// <summary>Queues, order and regions.</summary>
internal static class OrderPairs
{
    public static IReadOnlyList<Pair> All() =>
    [
        Pair.Explored(
            "HaveMaxQueueLength",
            trace => trace.Should().HaveMaxQueueLength(2),
            async () =>
            {
                var channel = Channel.CreateUnbounded<int>();
                for (var i = 0; i < 3; i++)
                {
                    await channel.Writer.WriteAsync(i);
                }
            },
            async () =>
            {
                var channel = Channel.CreateUnbounded<int>();
                for (var i = 0; i < 3; i++)
                {
                    await channel.Writer.WriteAsync(i);
                    await channel.Reader.ReadAsync();
                }
            }),
        Pair.Explored(
            "HaveMaxQueueLength, of a channel that drops",
            trace => trace.Should().HaveMaxQueueLength(1),
            async () =>
            {
                var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest });
                for (var i = 0; i < 5; i++)
                {
                    await channel.Writer.WriteAsync(i);
                }
            },
            async () =>
            {
                var oldest = Channel.CreateBounded<int>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
                var newest = Channel.CreateBounded<int>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropNewest });
                for (var i = 0; i < 5; i++)
                {
                    await oldest.Writer.WriteAsync(i);
                    await newest.Writer.WriteAsync(i);
                }
            }),
        Pair.Explored(
            "HaveMaxQueueLengthOf",
            trace => trace.Should().HaveMaxQueueLengthOf("BlockingCollection", 2),
            () =>
            {
                using var queue = new System.Collections.Concurrent.BlockingCollection<int> { 1, 2, 3 };
                return Task.CompletedTask;
            },
            async () =>
            {
                using var queue = new System.Collections.Concurrent.BlockingCollection<int> { 1, 2 };
                var channel = Channel.CreateUnbounded<int>();
                for (var i = 0; i < 3; i++)
                {
                    await channel.Writer.WriteAsync(i);
                }
            }),
        Pair.Explored(
            "HaveOrder",
            trace => trace.Should().HaveOrder("saved", "loaded"),
            async () => await Task.WhenAll(
                Task.Run(() => Annotate.Log("saved")),
                Task.Run(() => Annotate.Log("loaded"))),
            async () =>
            {
                var saved = new SemaphoreSlim(0);
                await Task.WhenAll(
                    Task.Run(() =>
                    {
                        Annotate.Log("saved");
                        saved.Release();
                    }),
                    Task.Run(() =>
                    {
                        saved.Wait();
                        Annotate.Log("loaded");
                    }));
            }),
        Pair.Explored(
            "HaveOrder, of a region that does not end",
            trace => trace.Should().HaveOrder("saving", "loaded"),
            async () =>
            {
                Annotate.Log("loaded");
                using (Annotate.Region("saving"))
                {
                    await new SemaphoreSlim(0).WaitAsync();
                }
            },
            () =>
            {
                using (Annotate.Region("saving"))
                {
                }

                Annotate.Log("loaded");
                return Task.CompletedTask;
            }),
        Pair.Explored(
            "HaveCompleted",
            trace => trace.Should().HaveCompleted("checkout"),
            async () =>
            {
                using (Annotate.Region("checkout"))
                {
                    await new SemaphoreSlim(0).WaitAsync();
                }
            },
            () =>
            {
                using (Annotate.Region("checkout"))
                {
                    return Task.CompletedTask;
                }
            }),
        Pair.Explored(
            "HaveCompleted, within a time",
            trace => trace.Should().HaveCompleted("checkout").Within(1.Seconds()),
            async () =>
            {
                using (Annotate.Region("checkout"))
                {
                    await Task.Delay(2000);
                }
            },
            async () =>
            {
                using (Annotate.Region("checkout"))
                {
                    await Task.Delay(1000);
                }
            }),
    ];
}
