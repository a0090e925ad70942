using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Samples;

public static class HashCodes
{
    [Expect("ControlledHashCode.Of", "ControlledHashCode.OfPart", "ControlledHashCode.Of", "ControlledHashCode.OfIdentity", "ControlledHashCode.OfText")]
    public static string Asked_for()
    {
        object thing = new Own();
        return $"{thing.GetHashCode()} {"a".GetHashCode() == "a".GetHashCode(StringComparison.Ordinal)} {RuntimeHelpers.GetHashCode(null)} {string.GetHashCode("") == "".GetHashCode(StringComparison.Ordinal)}";
    }

    [Expect("ControlledHashCode.Of", "ControlledHashCode.Of", "ControlledHashCode.OfPart")]
    public static string Asked_for_by_generic_code() => $"{Generic(5)} {Generic(new Own())}";

    [Expect("ControlledHashCode.OfPart")]
    public static string Computed_by_a_type() => $"{new Own().Equals(null)} {EqualityComparer<Own>.Default.GetHashCode(new Own())}";

    [Expect("ControlledHashCode.OfPart", "ControlledHashCode.OfPart", "ControlledHashCode.Of", "ControlledHashCode.OfText")]
    public static string Computed_of_strings_and_tuples() => $"{new HashSet<Part<string>> { new("a", ("b", 1)) }.Count}";

    [Expect("ControlledImmutableDictionary.Create", "ControlledImmutableHashSet.Create", "ControlledImmutableHashSet.Create")]
    public static string Empty_collections() => $"{ImmutableDictionary<int, string>.Empty.Count} {ImmutableHashSet<string>.Empty.Add("x").Count} {Empty<object>().Count}";

    [Expect]
    public static string Empty_collections_in_the_order_of_keys_or_of_time() => $"{ImmutableSortedSet<string>.Empty.Count} {ImmutableList<int>.Empty.Count} {ImmutableArray<int>.Empty.Length}";

    private static ImmutableHashSet<T> Empty<T>() => ImmutableHashSet<T>.Empty;

    private static int Generic<T>(T value) => value!.GetHashCode();

    private readonly struct Part<T>(T value, (string Name, int Number) tuple)
    {
        private readonly T value = value;
        private readonly string text = "text";
        private readonly (string Name, int Number) tuple = tuple;

        public override int GetHashCode() => value!.GetHashCode() + text.GetHashCode() + tuple.GetHashCode() + string.GetHashCode(text.AsSpan(1));
    }

    private sealed class Own
    {
        private readonly object part = 3;

        public override int GetHashCode() => part.GetHashCode();

        public override bool Equals(object? obj) => obj is Own;
    }
}
