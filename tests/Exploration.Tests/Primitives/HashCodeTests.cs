using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
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
    public void Hash_codes_of_types_and_their_members_are_the_same_in_every_process()
    {
        var (type, method) = (typeof(int), typeof(int).GetMethod(nameof(int.CompareTo), [typeof(int)])!);
        Assert.All(Codes(), code => Assert.Equal("System.Int32".GetHashCode(), code));
        Assert.Equal("System.Int32".GetHashCode() ^ "CompareTo".GetHashCode(), method.GetHashCode());
        Assert.Equal(typeof(int).Assembly.FullName!.GetHashCode(), typeof(int).Assembly.GetHashCode());
        Passes(() => Assert.All(Codes(), code => Assert.Equal("System.Int32".GetHashCode(), code)));

        IEnumerable<int> Codes() =>
        [
            type.GetHashCode(), ((object)type).GetHashCode(), Generic(type), RuntimeHelpers.GetHashCode(type), EqualityComparer<Type>.Default.GetHashCode(type),
            new ByReference<Type>().GetHashCode(type), new ByIdentity().GetHashCode(type), type.TypeHandle.GetHashCode(), Generic(type.TypeHandle),
            EqualityComparer<RuntimeTypeHandle>.Default.GetHashCode(type.TypeHandle), new Of(type).GetHashCode(),
        ];
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

    [Fact]
    public void Equal_texts_have_equal_hash_codes()
    {
        var known = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var code = c.ToString().GetHashCode(StringComparison.OrdinalIgnoreCase);
            Assert.Equal(code, string.GetHashCode([c], StringComparison.OrdinalIgnoreCase));
            if (!known.TryAdd(c.ToString(), code))
            {
                Assert.Equal(known[c.ToString()], code);
            }
        }

        Assert.Equal(StringComparer.CurrentCultureIgnoreCase.GetHashCode("STRASSE"), StringComparer.CurrentCultureIgnoreCase.GetHashCode("strasse"));
        Assert.NotEqual(StringComparer.Ordinal.GetHashCode("STRASSE"), StringComparer.Ordinal.GetHashCode("strasse"));
        Assert.Throws<ArgumentException>(() => "".GetHashCode((StringComparison)99));
        Assert.Throws<ArgumentNullException>(() => StringComparer.Ordinal.GetHashCode((string)null!));
        Assert.Throws<NullReferenceException>(() => ((string)null!).GetHashCode(StringComparison.Ordinal));
    }

    [Fact]
    public void Comparers_say_alike_by_whatever_they_are_called() => Passes(() =>
    {
        IEqualityComparer<string> ordinal = StringComparer.Ordinal;
        var ofParts = (IAlternateEqualityComparer<ReadOnlySpan<char>, string>)ordinal;
        Assert.Equal("text".GetHashCode(), ordinal.GetHashCode("text"));
        Assert.Equal("text".GetHashCode(), ofParts.GetHashCode("a text".AsSpan(2)));
        Assert.Equal("text".GetHashCode(), EqualityComparer<string>.Default.GetHashCode("text"));
        Assert.Equal(0, EqualityComparer<string?>.Default.GetHashCode(null!));
        Assert.Equal(("a", 1).GetHashCode(), EqualityComparer<(string, int)>.Default.GetHashCode(("a", 1)));
        Assert.Equal(("a", 1).GetHashCode(), ((IEqualityComparer<(string, int)>)EqualityComparer<(string, int)>.Default).GetHashCode(("a", 1)));
        Assert.Equal(5, EqualityComparer<Five>.Default.GetHashCode(new Five()));
        Assert.Equal(1, ((IEqualityComparer<string>)new ByLength()).GetHashCode("a"));
        Assert.Equal(2, ((IEqualityComparer<ReadOnlySpan<char>>)new ByLength()).GetHashCode("ab"));
        Assert.Equal(3, ((IAlternateEqualityComparer<ReadOnlySpan<char>, string>)new ByLength()).GetHashCode("abc"));
    });

    [Fact]
    public void Hash_codes_that_are_combined_depend_on_what_and_in_which_order() => Passes(() =>
    {
        Assert.Equal(HashCode.Combine("a", 1), HashCode.Combine("a", 1));
        Assert.Equal(7, new[]
        {
            HashCode.Combine(1), HashCode.Combine(1, 2), HashCode.Combine(2, 1), HashCode.Combine(1, 2, 3), HashCode.Combine(1, 2, 3, 4),
            HashCode.Combine<string?>(null), HashCode.Combine(1, 2, 3, 4, 5),
        }.Distinct().Count());
        Assert.Equal(HashCode.Combine(1, 2, 3, 4, 5, 6), Combined(1, 2, 3, 4, 5, 6));
        Assert.Equal(HashCode.Combine(1, 2, 3, 4, 5, 6, 7), Combined(1, 2, 3, 4, 5, 6, 7));
        Assert.Equal(HashCode.Combine(1, 2, 3, 4, 5, 6, 7, 8), Combined(1, 2, 3, 4, 5, 6, 7, 8));
        Assert.NotEqual(Combined(), Combined(0));
        var (text, bytes) = (default(HashCode), default(HashCode));
        text.Add("A", StringComparer.OrdinalIgnoreCase);
        text.Add(null, StringComparer.Ordinal);
        text.Add("a", null);
        bytes.AddBytes([1, 2]);
        Assert.Equal(HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode("a"), 0, "a".GetHashCode()), text.ToHashCode());
        Assert.Equal(HashCode.Combine(1, 2), bytes.ToHashCode());

        static int Combined(params int[] values)
        {
            var code = default(HashCode);
            Array.ForEach(values, value => code.Add(value));
            return code.ToHashCode();
        }
    });

    [Fact]
    public void A_collection_keeps_what_the_program_gave_it()
    {
        Assert.Same(ImmutableDictionary<string, int>.Empty, ImmutableDictionary.Create<string, int>());
        Assert.Same(EqualityComparer<int>.Default, ImmutableDictionary<int, int>.Empty.KeyComparer);
        Assert.Same(StringComparer.OrdinalIgnoreCase, ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "a").KeyComparer);
        Assert.Same(EqualityComparer<string>.Default, ImmutableDictionary<string, int>.Empty.KeyComparer);
        Assert.Same(EqualityComparer<object>.Default, ImmutableHashSet<object>.Empty.Add("a").KeyComparer);
        Assert.Same(EqualityComparer<object>.Default, new[] { new object() }.ToFrozenSet().Comparer);
        Assert.Same(EqualityComparer<(string, int)>.Default, new ConcurrentDictionary<(string, int), int>().Comparer);
        Assert.Same(ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, int>.Empty.WithComparers(EqualityComparer<string>.Default));
        var values = EqualityComparer<string>.Create((x, y) => x?.Length == y?.Length, x => x.Length);
        Assert.Same(values, ImmutableDictionary.Create<string, string>(null, values).ValueComparer);
        Assert.Same(ImmutableHashSet<string>.Empty, ImmutableHashSet.Create<string>(EqualityComparer<string>.Default));
        Assert.Same(StringComparer.OrdinalIgnoreCase, ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase).KeyComparer);
        Assert.Equal("b", new Hashtable(StringComparer.OrdinalIgnoreCase) { ["A"] = "b" }["a"]);
        var table = new Hashtable(5) { ["a"] = 1, [new Five()] = 2, [("a", 1)] = 3 };
        Assert.Equal([1, 2, 3, null], [table["a"], table[new Five()], table[("a", 1)], table["b"]]);
        var builder = ImmutableHashSet.CreateBuilder<object>();
        Assert.Equal([true, false, true], [builder.Add("a"), builder.Add("a"), builder.Add(builder)]);
        Assert.Contains("a", builder.ToImmutable());
    }

    [Fact]
    public void A_key_from_outside_of_a_session_is_found_in_it()
    {
        var key = new object();
        var (set, table) = (ImmutableHashSet.Create(key), new Hashtable { [key] = 1 });
        Passes(() =>
        {
            Assert.Contains(key, set);
            Assert.Equal(1, table[key]);
        });
        Assert.Contains(key, set);
    }

    private static IEnumerable<int> Asked(object first, object second, string text) =>
        [first.GetHashCode(), RuntimeHelpers.GetHashCode(second), text.GetHashCode(), Generic(first), string.GetHashCode(text.AsSpan(1))];

    private static int Generic<T>(T value) => value!.GetHashCode();

    private sealed class ByLength : IEqualityComparer<string>, IEqualityComparer<ReadOnlySpan<char>>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        public bool Equals(string? x, string? y) => x?.Length == y?.Length;

        public bool Equals(ReadOnlySpan<char> x, ReadOnlySpan<char> y) => x.Length == y.Length;

        public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.Length == other.Length;

        public int GetHashCode(string obj) => obj.Length;

        public int GetHashCode(ReadOnlySpan<char> obj) => obj.Length;

        public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
    }

    private sealed record Named(string Name);

    private readonly record struct Of(Type Type);

    private sealed class ByReference<T> : IEqualityComparer<T>
        where T : class
    {
        public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

        public int GetHashCode(T obj) => obj.GetHashCode();
    }

    private sealed class ByIdentity : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y);

        public int GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
    }

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
