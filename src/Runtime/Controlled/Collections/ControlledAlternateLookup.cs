using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ConcurrentDictionary{TKey, TValue}.AlternateLookup{TAlternateKey}"/>: each call is a scheduling point.</summary>
public static class ControlledAlternateLookup
{
    public static bool ContainsKey<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site).ContainsKey(key);

    public static bool TryAdd<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, TValue value, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site).TryAdd(key, value);

    public static bool TryGetValue<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site).TryGetValue(key, out value);

    public static bool TryGetValue<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, [MaybeNullWhen(false)] out TKey actualKey, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site).TryGetValue(key, out actualKey, out value);

    public static bool TryRemove<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site).TryRemove(key, out value);

    public static bool TryRemove<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, [MaybeNullWhen(false)] out TKey actualKey, [MaybeNullWhen(false)] out TValue value, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site).TryRemove(key, out actualKey, out value);

    public static TValue get_Item<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct => At.Point(self, site)[key];

    public static void set_Item<TKey, TValue, TAlternateKey>(
        ref ConcurrentDictionary<TKey, TValue>.AlternateLookup<TAlternateKey> self, TAlternateKey key, TValue value, long site)
        where TKey : notnull
        where TAlternateKey : notnull, allows ref struct
    {
        At.Point(self.Dictionary, site);
        self[key] = value;
    }
}
