using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of the comparers' <c>GetHashCode</c>: what the platform's own comparers say of strings, tuples and types is the same in every process, with and without a
/// session. A program's own comparers say what they say.
/// </summary>
public static class ControlledEqualityComparer
{
    public static int GetHashCode<T>(EqualityComparer<T> self, T obj, long site) => Of(self, obj);

    public static int GetHashCode<T>(IEqualityComparer<T> self, T obj, long site)
        where T : allows ref struct => OfAny<T>.Of is { } of ? of(self, obj) : self.GetHashCode(obj!);

    public static int GetHashCode<TAlternate, T>(IAlternateEqualityComparer<TAlternate, T> self, TAlternate alternate, long site)
        where TAlternate : allows ref struct
        where T : allows ref struct =>
        typeof(TAlternate) == typeof(ReadOnlySpan<char>) && self is IEqualityComparer<string?> ofText && IsPlatforms(ofText)
            ? OfText(Unsafe.As<TAlternate, ReadOnlySpan<char>>(ref alternate).ToString(), ofText)
            : self.GetHashCode(alternate);

    public static int GetHashCode(StringComparer self, string obj, long site) => Of(self, obj);

    /// <summary>What the comparer says of the value, but for strings, tuples, types and their members.</summary>
    internal static int Of<T>(IEqualityComparer<T> comparer, T value) => value switch
    {
        string text when comparer is IEqualityComparer<string?> ofText && IsPlatforms(ofText) => OfText(text, ofText),
        ITuple or MemberInfo or Module or Assembly or RuntimeTypeHandle when ReferenceEquals(comparer, EqualityComparer<T>.Default) => ControlledHashCode.OfValue(value),
        _ => comparer.GetHashCode(value!),
    };

    /// <summary>What one of the platform's comparers of strings makes of a text.</summary>
    internal static int OfText(string text, IEqualityComparer<string?> comparer)
    {
        if (StringComparer.IsWellKnownCultureAwareComparer(comparer, out var compareInfo, out var options))
        {
            return OfBytes(compareInfo.GetSortKey(text, options).KeyData);
        }

        StringComparer.IsWellKnownOrdinalComparer(comparer, out var ignoreCase);
        return ControlledHashCode.OfText(ignoreCase ? text.ToUpperInvariant() : text);
    }

    private static bool IsPlatforms(IEqualityComparer<string?> comparer) =>
        StringComparer.IsWellKnownOrdinalComparer(comparer, out _) || StringComparer.IsWellKnownCultureAwareComparer(comparer, out _, out _);

    private static int OfBytes(byte[] bytes)
    {
        var combination = default(HashCombination);
        foreach (var part in bytes)
        {
            combination.Add(part);
        }

        return combination.Code;
    }

    // What may be a ref struct cannot be looked at where it is not known to be none.
    private static class OfAny<T>
        where T : allows ref struct
    {
        public static readonly Func<IEqualityComparer<T>, T, int>? Of = typeof(T).IsByRefLike ? null
            : typeof(ControlledEqualityComparer).GetMethod(nameof(ControlledEqualityComparer.Of), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(typeof(T)).CreateDelegate<Func<IEqualityComparer<T>, T, int>>();
    }
}
