using System.Collections.Concurrent;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class SeveralCollectionsTests
{
    [Fact]
    public void Taking_from_any_waits_for_either() => Passes(() =>
    {
        using var first = new BlockingCollection<int>();
        using var second = new BlockingCollection<int>();
        var sum = 0;
        Together(() => first.Add(1), () => second.Add(2), () =>
        {
            for (var i = 0; i < 2; i++)
            {
                var index = BlockingCollection<int>.TakeFromAny([first, second], out var item);
                Assert.Equal(index + 1, item);
                sum += item;
            }
        });
        Assert.Equal(3, sum);
    });

    [Fact]
    public void Which_one_is_served_is_not_settled() => Fails(FailureKind.Assertion, () =>
    {
        using var first = new BlockingCollection<int>();
        using var second = new BlockingCollection<int>();
        Together(() => first.Add(1), () => second.Add(2), () => Assert.Equal(0, BlockingCollection<int>.TakeFromAny([first, second], out _)));
    });

    [Fact]
    public void Adding_to_any_waits_for_room_in_either() => Passes(() =>
    {
        using var first = new BlockingCollection<int>(1) { 0 };
        using var second = new BlockingCollection<int>(1) { 0 };
        Together(
            () => BlockingCollection<int>.AddToAny([first, second], 1),
            () => BlockingCollection<int>.AddToAny([first, second], 2),
            () => first.Take(),
            () => second.Take());
        Assert.Equal(2, first.Count + second.Count);
    });

    [Fact]
    public void Taking_from_empty_ones_that_nobody_fills_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        using var first = new BlockingCollection<int>();
        using var second = new BlockingCollection<int>();
        BlockingCollection<int>.TakeFromAny([first, second], out _);
    });

    [Fact]
    public void Several_collections_do_as_in_the_runtime() => Alike(script =>
    {
        using var full = new BlockingCollection<int>(1) { 0 };
        using var empty = new BlockingCollection<int>();
        using var ended = new BlockingCollection<int>();
        ended.CompleteAdding();
        script.Get(() => BlockingCollection<int>.TryAddToAny([full], 1));
        script.Get(() => BlockingCollection<int>.TryAddToAny([full], 1, 5));
        script.Get(() => BlockingCollection<int>.TryAddToAny([full, empty], 1, TimeSpan.FromMilliseconds(5)));
        script.Get(() => BlockingCollection<int>.AddToAny([full, ended], 1));
        script.Get(() => BlockingCollection<int>.TryTakeFromAny([ended, empty], out var item) + item);
        script.Get(() => BlockingCollection<int>.TryTakeFromAny([ended, empty], out _, 5));
        script.Get(() => BlockingCollection<int>.TryTakeFromAny([ended], out _, 5));
        script.Get(() => BlockingCollection<int>.TakeFromAny([ended], out _));
        script.Get(() => BlockingCollection<int>.TakeFromAny([empty], out _, new CancellationToken(true)));
        script.Get(() => BlockingCollection<int>.TakeFromAny(null!, out _));
        script.Get(() => BlockingCollection<int>.AddToAny([], 1));
        script.Get(() => BlockingCollection<int>.AddToAny([empty, null!], 1));
        script.Get(() => BlockingCollection<int>.TryTakeFromAny([empty], out _, -2));
    });

    [Fact]
    public void Threads_have_the_same_numbers_in_every_process() => Passes(() =>
    {
        Assert.Equal(1, Environment.CurrentManagedThreadId);
        var here = Thread.CurrentThread;
        Assert.Equal(1, here.ManagedThreadId);
        var there = 0;
        var thread = new Thread(() => there = Environment.CurrentManagedThreadId);
        thread.Start();
        thread.Join();
        Assert.Equal(2, there);
        Assert.Equal(2, thread.ManagedThreadId);
        Assert.Equal(7, Guid.CreateVersion7().Version);
    });
}
