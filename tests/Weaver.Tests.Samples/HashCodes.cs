using System.Runtime.CompilerServices;

namespace Samples;

public static class HashCodes
{
    [Expect("ControlledHashCode.Of", "ControlledHashCode.Of", "ControlledHashCode.OfIdentity", "ControlledHashCode.OfText")]
    public static string Asked_for()
    {
        object thing = new Own();
        return $"{thing.GetHashCode()} {"a".GetHashCode() == "a".GetHashCode(StringComparison.Ordinal)} {RuntimeHelpers.GetHashCode(null)} {string.GetHashCode("") == "".GetHashCode(StringComparison.Ordinal)}";
    }

    [Expect("ControlledHashCode.Of", "ControlledHashCode.Of")]
    public static string Asked_for_by_generic_code() => $"{Generic(5)} {Generic(new Own())}";

    [Expect]
    public static string Computed_by_a_type() => $"{new Own().Equals(null)} {EqualityComparer<Own>.Default.GetHashCode(new Own())}";

    private static int Generic<T>(T value) => value!.GetHashCode();

    private sealed class Own
    {
        private readonly object part = 3;

        public override int GetHashCode() => part.GetHashCode();

        public override bool Equals(object? obj) => obj is Own;
    }
}
