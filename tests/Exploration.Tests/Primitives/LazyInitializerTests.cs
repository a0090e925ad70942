using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class LazyInitializerTests
{
    [Fact]
    public void Without_a_lock_the_factory_may_run_twice() => Fails(FailureKind.Assertion, () =>
    {
        object? value = null;
        var made = 0;
        Action use = () => LazyInitializer.EnsureInitialized(ref value, () =>
        {
            Interlocked.Increment(ref made);
            return new object();
        });
        Together(use, use);
        Assert.Equal(1, made);
    });

    [Fact]
    public void Without_a_lock_all_get_the_same_value() => Passes(() =>
    {
        object? value = null;
        var seen = new object[2];
        Together(
            () => seen[0] = LazyInitializer.EnsureInitialized(ref value, () => new object()),
            () => seen[1] = LazyInitializer.EnsureInitialized(ref value, () => new object()));
        Assert.Same(seen[0], seen[1]);
    });

    [Fact]
    public void Under_a_lock_the_factory_runs_once() => Passes(() =>
    {
        string? text = null;
        object? gate = null;
        var number = 0;
        var initialized = false;
        var made = 0;
        Action use = () =>
        {
            Assert.Equal("made", LazyInitializer.EnsureInitialized(ref text, ref gate, () =>
            {
                Interlocked.Increment(ref made);
                Thread.Sleep(10);
                return "made";
            }));
            Assert.Equal(7, LazyInitializer.EnsureInitialized(ref number, ref initialized, ref gate, () =>
            {
                Interlocked.Increment(ref made);
                return 7;
            }));
        };
        Together(use, use, use);
        Assert.Equal(2, made);
    });

    [Fact]
    public void A_factory_that_waits_for_another_user_of_its_lock_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        string? a = null, b = null;
        object? gate = new();
        Together(
            () => LazyInitializer.EnsureInitialized(ref a, ref gate, () => Task.Run(() => LazyInitializer.EnsureInitialized(ref b, ref gate, () => "b")).Result));
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        List<int>? list = null;
        string? text = null;
        string? none = null;
        object? gate = null;
        var number = 0;
        var initialized = false;
        script.Get(() => LazyInitializer.EnsureInitialized(ref list).Count);
        script.Get(() => LazyInitializer.EnsureInitialized(ref none));
        script.Get(() => LazyInitializer.EnsureInitialized(ref none, () => null!));
        script.Get(() => LazyInitializer.EnsureInitialized(ref none, null!));
        script.Get(() => LazyInitializer.EnsureInitialized(ref none, ref gate, () => null!));
        script.Get(() => LazyInitializer.EnsureInitialized(ref none, ref gate!, () => throw new InvalidOperationException("boom")));
        script.Get(() => LazyInitializer.EnsureInitialized(ref text, ref gate, () => "made"));
        script.Get(() => LazyInitializer.EnsureInitialized(ref text, ref gate, () => "other"));
        script.Get(() => LazyInitializer.EnsureInitialized(ref number, ref initialized, ref gate, () => 3));
        script.Get(() => LazyInitializer.EnsureInitialized(ref number, ref initialized, ref gate, () => 4));
        initialized = false;
        script.Get(() => LazyInitializer.EnsureInitialized(ref number, ref initialized, ref gate));
    });
}
