using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Reflection;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Calls of a platform collection that arrive in woven code, because a class that derives from it overrides the method: what it leaves to the collection tells of itself.</summary>
internal static class CollectionOverrides
{
    private static readonly ConcurrentDictionary<Type, bool> Derived = new();
    private static readonly ConcurrentDictionary<(Type Collection, long Site, bool IsWrite), bool> Known = new();
    private static readonly HashSet<string> Changes = ["ClearItems", "InsertItem", "MoveItem", "RemoveItem", "SetItem"];

    /// <summary>Whether the class of the collection takes the call that is made there.</summary>
    public static bool Take(Type collection, bool isWrite, long site) =>
        Derived.GetOrAdd(collection, static type => WovenTypes.IsWoven(type.Assembly))
        && Known.GetOrAdd((collection, site, isWrite), static call => Overrides(call.Collection, SiteTable.Resolve(call.Site).Member, call.IsWrite));

    private static bool Overrides(Type collection, string member, bool isWrite)
    {
        var called = member[(member.LastIndexOf('.') + 1)..];
        var changes = isWrite && IsCollection(collection) && !Changes.Contains(called);
        return Array.Exists(
            collection.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            method => method.IsVirtual && WovenTypes.IsWoven(method.DeclaringType!.Assembly) && (NameOf(method) == called || (changes && Changes.Contains(method.Name))));
    }

    // Its public methods change it through those that may be overridden.
    private static bool IsCollection(Type? type) =>
        type is not null && ((type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Collection<>)) || IsCollection(type.BaseType));

    // Of an interface's method, its last part; of a property's, the property.
    private static string NameOf(MethodInfo method)
    {
        var name = method.Name[(method.Name.LastIndexOf('.') + 1)..];
        return name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) ? name[4..] : name;
    }
}
