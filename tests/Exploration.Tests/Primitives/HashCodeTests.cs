using System.Runtime.CompilerServices;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class HashCodeTests
{
    [Fact]
    public void Hash_codes_that_are_asked_for_are_the_same_in_every_run()
    {
        var runs = new List<string>();
        Passes(() => runs.Add(string.Join(' ', Asked(new object(), new object(), "text"))));
        Assert.Single(runs.Distinct());
    }

    [Fact]
    public void Hash_codes_of_strings_are_the_same_in_every_process()
    {
        // FNV-1a over UTF-16 code units.
        Assert.Equal(unchecked((int)0x811C9DC5), "".GetHashCode());
        Assert.Equal(unchecked((int)0xE40C292C), "a".GetHashCode());
    }

    [Fact]
    public void One_thing_has_one_hash_code() => Passes(() =>
    {
        var thing = new object();
        Assert.Equal(RuntimeHelpers.GetHashCode(thing), thing.GetHashCode());
        Assert.Equal(thing.GetHashCode(), Generic(thing));
        Assert.Equal("text".GetHashCode(), string.GetHashCode("text".AsSpan()));
        Assert.Equal("text".GetHashCode(), Generic("text"));
        Assert.Equal(7, Generic(7));
        Assert.Equal(7, ((object)7).GetHashCode());
        Assert.Equal(Environment.CurrentManagedThreadId, Thread.CurrentThread.GetHashCode());
        Assert.Equal(0, RuntimeHelpers.GetHashCode(null));
        Assert.Throws<NullReferenceException>(() => ((object)null!).GetHashCode());
        Assert.Throws<NullReferenceException>(() => Generic<string?>(null));
    });

    [Fact]
    public void What_outlives_a_run_has_one_hash_code()
    {
        var (givenInside, five) = (new object(), new Five());
        var (type, inside) = (typeof(HashCodeTests).GetHashCode(), 0);
        Passes(() =>
        {
            Assert.Equal(type, typeof(HashCodeTests).GetHashCode());
            Assert.NotEqual(5, RuntimeHelpers.GetHashCode(five));
            Assert.Equal(5, five.GetHashCode());
            inside = givenInside.GetHashCode();
        });

        Assert.Equal(inside, givenInside.GetHashCode());
        Assert.Equal(inside, RuntimeHelpers.GetHashCode(givenInside));
        Assert.Equal(5, five.GetHashCode());
        Assert.Throws<NullReferenceException>(() => ((object)null!).GetHashCode());
    }

    [Fact]
    public void Types_and_comparers_compute_their_own() => Passes(() =>
    {
        Assert.Equal(5, new Five().GetHashCode());
        Assert.Equal(new Named("x"), new Named("x"));
        Assert.Single(new HashSet<Named>([new Named("x"), new Named("x")]));
    });

    [Fact]
    public void A_struct_may_ask_its_parts() => Passes(() => Assert.Equal(5 * 31, new Outer(new Inner()).Mixed()));

    private static IEnumerable<int> Asked(object first, object second, string text) =>
        [first.GetHashCode(), RuntimeHelpers.GetHashCode(second), text.GetHashCode(), Generic(first), string.GetHashCode(text.AsSpan(1))];

    private static int Generic<T>(T value) => value!.GetHashCode();

    private sealed record Named(string Name);

    private readonly struct Inner
    {
        public override int GetHashCode() => 5;
    }

    private readonly struct Outer(Inner inner)
    {
        private readonly Inner part = inner;

        public int Mixed() => part.GetHashCode() * 31;
    }

    private sealed class Five
    {
        public override int GetHashCode() => 5;

        public override bool Equals(object? obj) => obj is Five;
    }
}
