using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Views of arrays that are handed between threads: what is done through them is done to the array.</summary>
public class MemoryViewTests
{
    [Fact]
    public void A_copy_is_seen_half_done() => Fails(FailureKind.Assertion, async () =>
    {
        var shared = new int[4];
        await Task.WhenAll(
            Task.Run(() => new[] { 1, 1, 1, 1 }.AsMemory().CopyTo(shared)),
            Task.Run(() => Assert.Single(((ReadOnlyMemory<int>)shared).ToArray().Distinct())));
    });

    [Fact]
    public void A_copy_under_a_lock_is_not() => Passes(async () =>
    {
        var (gate, shared) = (new Lock(), new int[4]);
        await Task.WhenAll(
            Task.Run(() => Locked(() => new ArraySegment<int>([1, 1, 1, 1]).CopyTo(shared))),
            Task.Run(() => Locked(() => Assert.Single(new ArraySegment<int>(shared).ToArray().Distinct()))));

        void Locked(Action use)
        {
            lock (gate)
            {
                use();
            }
        }
    });

    [Fact]
    public void Updates_of_a_segment_s_element_are_lost() => Fails(FailureKind.Assertion, async () =>
    {
        var shared = new int[4];
        var (low, high) = (new ArraySegment<int>(shared, 0, 3), new ArraySegment<int>(shared, 2, 2));
        await Task.WhenAll(Task.Run(() => low[2]++), Task.Run(() => high[0]++));
        Assert.Equal(2, shared[2]);
    });

    [Fact]
    public void Those_of_different_elements_are_not() => Passes(async () =>
    {
        var shared = new int[4];
        var (low, high) = (new ArraySegment<int>(shared, 0, 2), new ArraySegment<int>(shared, 2, 2));
        await Task.WhenAll(Task.Run(() => low[0]++), Task.Run(() => low[1]++), Task.Run(() => high[0]++));
        Assert.Equal([1, 1, 1, 0], shared);
    });
}
