namespace ConcurrencyTrace.Assertions.Tests.Programs.Pairs;

/// <summary>What was approved: see <c>__baselines__</c> beside this file.</summary>
internal static class BaselinePairs
{
    public static IReadOnlyList<Pair> All() =>
    [
        Pair.Explored(
            "MatchBaseline",
            trace => trace.Should().MatchBaseline("{0} requests are served at a time", "two"),
            async () =>
            {
                var served = Task.WhenAll(Task.Run(async () => await Task.Delay(10)), Task.Run(async () => await Task.Delay(10)));
                await Task.Run(async () => await Task.Delay(15)); // a third, and slower
                await served;
            },
            async () => await Task.WhenAll(Task.Run(async () => await Task.Delay(10)), Task.Run(async () => await Task.Delay(10)))) with
        {
            Remark = "where two requests that take 10 ms each were approved",
        },
    ];
}
