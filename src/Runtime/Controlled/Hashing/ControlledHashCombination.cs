using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="HashCode"/>: the same code for the same values in every process, with and without a session.</summary>
public static class ControlledHashCombination
{
    public static int Combine<T1>(T1 value1, long site) => Of([ControlledHashCode.OfValue(value1)]);

    public static int Combine<T1, T2>(T1 value1, T2 value2, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2)]);

    public static int Combine<T1, T2, T3>(T1 value1, T2 value2, T3 value3, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2), ControlledHashCode.OfValue(value3)]);

    public static int Combine<T1, T2, T3, T4>(T1 value1, T2 value2, T3 value3, T4 value4, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2), ControlledHashCode.OfValue(value3), ControlledHashCode.OfValue(value4)]);

    public static int Combine<T1, T2, T3, T4, T5>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2), ControlledHashCode.OfValue(value3), ControlledHashCode.OfValue(value4), ControlledHashCode.OfValue(value5)]);

    public static int Combine<T1, T2, T3, T4, T5, T6>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2), ControlledHashCode.OfValue(value3), ControlledHashCode.OfValue(value4), ControlledHashCode.OfValue(value5), ControlledHashCode.OfValue(value6)]);

    public static int Combine<T1, T2, T3, T4, T5, T6, T7>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6, T7 value7, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2), ControlledHashCode.OfValue(value3), ControlledHashCode.OfValue(value4), ControlledHashCode.OfValue(value5), ControlledHashCode.OfValue(value6), ControlledHashCode.OfValue(value7)]);

    public static int Combine<T1, T2, T3, T4, T5, T6, T7, T8>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6, T7 value7, T8 value8, long site) => Of([ControlledHashCode.OfValue(value1), ControlledHashCode.OfValue(value2), ControlledHashCode.OfValue(value3), ControlledHashCode.OfValue(value4), ControlledHashCode.OfValue(value5), ControlledHashCode.OfValue(value6), ControlledHashCode.OfValue(value7), ControlledHashCode.OfValue(value8)]);

    public static void Add<T>(ref HashCode self, T value, long site) => State(ref self).Add(ControlledHashCode.OfValue(value));

    public static void Add<T>(ref HashCode self, T value, IEqualityComparer<T>? comparer, long site) =>
        State(ref self).Add(value is null ? 0 : ControlledEqualityComparer.Of(comparer ?? EqualityComparer<T>.Default, value));

    public static void AddBytes(ref HashCode self, ReadOnlySpan<byte> value, long site)
    {
        foreach (var part in value)
        {
            State(ref self).Add(part);
        }
    }

    public static int ToHashCode(ref HashCode self, long site) => State(ref self).Code;

    private static int Of(ReadOnlySpan<int> codes)
    {
        var combination = default(HashCombination);
        foreach (var code in codes)
        {
            combination.Add(code);
        }

        return combination.Code;
    }

    // What a HashCode has gathered is kept in its own memory, of which the combination needs less.
    private static ref HashCombination State(ref HashCode self) => ref Unsafe.As<HashCode, HashCombination>(ref self);
}
