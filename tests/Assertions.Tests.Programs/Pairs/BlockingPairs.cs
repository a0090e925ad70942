using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Assertions.Tests.Programs.Pairs;

/// <summary>Waiting.</summary>
internal static class BlockingPairs
{
    public static IReadOnlyList<Pair> All() =>
    [
        Pair.Explored(
            "HaveMaxBlockedTime",
            trace => trace.Should().HaveMaxBlockedTime(1.Seconds(), "users wait for it"),
            async () => await Task.Delay(2000),
            async () => await Task.Delay(1000)),
        Pair.Explored(
            "HaveMaxBlockedTime, by reason",
            trace => trace.Should().HaveMaxBlockedTime(1.Seconds(), BlockReason.Delay),
            async () => await Task.Delay(2000),
            async () => await new SemaphoreSlim(0).WaitAsync(2000)),
        Pair.Explored(
            "HaveMaxBlockedTimeOf",
            trace => trace.Should().HaveMaxBlockedTimeOf("worker", 1.Seconds()),
            () =>
            {
                var worker = new Thread(() => Thread.Sleep(2000)) { Name = "worker" };
                worker.Start();
                worker.Join();
                return Task.CompletedTask;
            },
            async () =>
            {
                var worker = new Thread(() => Thread.Sleep(10)) { Name = "worker" };
                worker.Start();
                worker.Join();
                await Task.Delay(2000);
            }),
        Pair.Explored(
            "HaveMaxBlockedTimeFor",
            trace => trace.Should().HaveMaxBlockedTimeFor("SemaphoreSlim", 1.Seconds()),
            async () => await new SemaphoreSlim(0).WaitAsync(2000),
            async () =>
            {
                await new SemaphoreSlim(0).WaitAsync(10);
                await Task.Delay(2000);
            }),
        Pair.Explored(
            "HaveAtMostBlockedOperations",
            trace => trace.Should().HaveAtMostBlockedOperations(2),
            async () => await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Thread.Sleep(10)))),
            async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await Task.Run(() => Thread.Sleep(10));
                }
            }),
        Pair.Explored(
            "HaveNoSyncOverAsync",
            trace => trace.Should().HaveNoSyncOverAsync(),
            () =>
            {
                Task.Delay(10).Wait();
                return Task.CompletedTask;
            },
            async () => await Task.Delay(10)),
    ];
}
