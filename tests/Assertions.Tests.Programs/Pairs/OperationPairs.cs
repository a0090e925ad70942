namespace ConcurrencyTrace.Assertions.Tests.Programs.Pairs;

/// <summary>Operations, threads and exceptions.</summary>
internal static class OperationPairs
{
    public static IReadOnlyList<Pair> All() =>
    [
        Pair.Explored(
            "HaveAtMostLiveOperations",
            trace => trace.Should().HaveAtMostLiveOperations(2),
            async () => await Task.WhenAll(Task.Run(() => { }), Task.Run(() => { })),
            async () =>
            {
                await Task.Run(() => { });
                await Task.Run(() => { });
            }),
        Pair.Explored(
            "HaveAtMostThreads",
            trace => trace.Should().HaveAtMostThreads(1),
            () =>
            {
                Thread[] threads = [new(() => { }), new(() => { })];
                Array.ForEach(threads, thread => thread.Start());
                Array.ForEach(threads, thread => thread.Join());
                return Task.CompletedTask;
            },
            async () =>
            {
                var thread = new Thread(() => { });
                thread.Start();
                thread.Join();
                await Task.WhenAll(Task.Run(() => { }), Task.Run(() => { }));
            }),
        Pair.Explored(
            "HaveNoLeakedOperations",
            trace => trace.Should().HaveNoLeakedOperations(),
            () =>
            {
                _ = Task.Run(() => Thread.Sleep(1000)); // and forgotten
                return Task.CompletedTask;
            },
            async () => await Task.Run(() => Thread.Sleep(1000))),
        Pair.Explored(
            "HaveNoLeakedOperations, but for some",
            trace => trace.Should().HaveNoLeakedOperations(["heartbeat"]),
            () =>
            {
                new Thread(() => Thread.Sleep(1000)) { Name = "heartbeat" }.Start();
                new Thread(() => Thread.Sleep(1000)) { Name = "request" }.Start();
                return Task.CompletedTask;
            },
            () =>
            {
                new Thread(() => Thread.Sleep(1000)) { Name = "heartbeat" }.Start();
                return Task.CompletedTask;
            }),
        Pair.Explored(
            "HaveNoUnobservedExceptions",
            trace => trace.Should().HaveNoUnobservedExceptions(),
            async () =>
            {
                _ = Task.Run(() => throw new InvalidOperationException("lost"));
                await Task.Delay(10);
            },
            async () =>
            {
                try
                {
                    await Task.Run(() => throw new InvalidOperationException("caught"));
                }
                catch (InvalidOperationException)
                {
                }
            }),
    ];
}
