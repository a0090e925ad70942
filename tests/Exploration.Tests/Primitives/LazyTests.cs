using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class LazyTests
{
    [Fact]
    public void A_lazy_that_is_not_safe_is_without_its_factory_for_who_comes_between() => Fails(FailureKind.Exception, async () =>
    {
        var lazy = new Lazy<object>(() => new object(), isThreadSafe: false);
        await Task.WhenAll(Task.Run(() => lazy.Value), Task.Run(() => lazy.Value));
    });

    [Fact]
    public void Under_a_lock_it_is_safe() => Passes(async () =>
    {
        var lazy = new Lazy<object>(() => new object(), LazyThreadSafetyMode.None);
        var values = await Task.WhenAll(Task.Run(Get), Task.Run(Get));
        Assert.Same(values[0], values[1]);

        object Get()
        {
            lock (lazy)
            {
                return lazy.Value;
            }
        }
    });

    [Fact]
    public void Where_several_make_a_value_the_last_that_was_made_may_be_published_first() => Fails(FailureKind.Assertion, async () =>
    {
        var made = 0;
        var lazy = new Lazy<int>(() => Interlocked.Increment(ref made), LazyThreadSafetyMode.PublicationOnly);
        var values = await Task.WhenAll(Task.Run(() => lazy.Value), Task.Run(() => lazy.Value));
        Assert.Equal([1, 1], values);
    });

    [Fact]
    public void Whatever_is_published_all_see() => Passes(async () =>
    {
        var lazy = new Lazy<object>(() => new object(), LazyThreadSafetyMode.PublicationOnly);
        var values = await Task.WhenAll(Task.Run(() => lazy.Value), Task.Run(() => lazy.Value));
        Assert.Same(values[0], values[1]);
    });

    [Fact]
    public void Where_the_constructor_makes_the_value_there_is_no_factory_to_take() => Passes(async () =>
    {
        var lazy = new Lazy<List<int>>(isThreadSafe: false);
        await Task.WhenAll(Task.Run(() => lazy.Value), Task.Run(() => lazy.Value));
        Assert.Empty(lazy.Value);
    });
}
