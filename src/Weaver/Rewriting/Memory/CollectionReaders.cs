using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Methods of assemblies that are not woven which look through the collections that they are given, before they return.</summary>
/// <remarks>
/// Not those that only keep a collection, nor those that look through it later, as most query operators do: whatever orders that with others need not
/// order the call.
/// </remarks>
internal static class CollectionReaders
{
    private static readonly HashSet<string> WholeTypes =
    [
        "System.Collections.Immutable.ImmutableArray",
        "System.Collections.Immutable.ImmutableDictionary",
        "System.Collections.Immutable.ImmutableHashSet",
        "System.Collections.Immutable.ImmutableList",
        "System.Collections.Immutable.ImmutableQueue",
        "System.Collections.Immutable.ImmutableSortedDictionary",
        "System.Collections.Immutable.ImmutableSortedSet",
        "System.Collections.Immutable.ImmutableStack",
        "System.Runtime.Serialization.Json.DataContractJsonSerializer",
        "System.Runtime.Serialization.XmlObjectSerializer",
        "System.Text.Json.JsonSerializer",
        "System.Xml.Serialization.XmlSerializer",
        "Xunit.Assert",
    ];

    private static readonly Dictionary<string, HashSet<string>> Methods = new()
    {
        ["System.Array"] = ["BinarySearch", "ConvertAll", "Exists", "Find", "FindAll", "FindIndex", "FindLast", "FindLastIndex", "ForEach", "IndexOf", "LastIndexOf", "TrueForAll"],
        ["System.Collections.Generic.CollectionExtensions"] = ["CopyTo", "GetValueOrDefault"],
        ["System.Runtime.InteropServices.CollectionsMarshal"] = ["AsSpan", "GetValueRefOrNullRef"],
        ["System.String"] = ["Concat", "Join"],
        ["System.Text.StringBuilder"] = ["AppendJoin"],
    };

    // Those that keep what they are given are not among them.
    private static readonly HashSet<string> Copying =
    [
        "System.Collections.Concurrent.ConcurrentBag`1", "System.Collections.Concurrent.ConcurrentDictionary`2", "System.Collections.Concurrent.ConcurrentQueue`1",
        "System.Collections.Concurrent.ConcurrentStack`1",
    ];

    private static readonly HashSet<string> ReadersOfOthers =
    [
        "AddRange", "EnqueueRange", "ExceptWith", "InsertRange", "IntersectWith", "IsProperSubsetOf", "IsProperSupersetOf", "IsSubsetOf", "IsSupersetOf",
        "Overlaps", "SetEquals", "SymmetricExceptWith", "UnionWith",
    ];

    /// <summary>Whether the method is one of them.</summary>
    public static bool Contains(MethodReference method, bool isConstruction)
    {
        if (method.Parameters.Count == 0)
        {
            return false;
        }

        var type = method.DeclaringType.GetElementType().FullName;
        return type == "System.Linq.Enumerable" ? !IsDeferred(method)
            : CollectionTable.Contains(type) ? isConstruction || ReadersOfOthers.Contains(method.Name) || Names(type, method.Name)
            : WholeTypes.Contains(type) || (isConstruction && Copying.Contains(type)) || Names(type, method.Name);
    }

    /// <summary>Whether the method is one of them, or looks through a collection later, and does not care what else the collection is. Assertions compare dictionaries in any order.</summary>
    public static bool LooksThrough(MethodReference method, bool isConstruction) => method.DeclaringType.FullName switch
    {
        "System.Linq.Enumerable" => true,
        "Xunit.Assert" => false,
        _ => Contains(method, isConstruction),
    };

    /// <summary>Whether an argument of this type may be a collection, or an array.</summary>
    public static bool MayBeCollection(TypeReference type) =>
        type.IsArray || (!type.IsValueType && !type.IsByReference && !type.Name.Contains("Comparer", StringComparison.Ordinal)
            && (type.FullName is "System.Array" or "System.Object" or "System.Text.StringBuilder" || type.Namespace.StartsWith("System.Collections", StringComparison.Ordinal)));

    private static bool Names(string type, string method) => Methods.TryGetValue(type, out var names) && names.Contains(method);

    private static bool IsDeferred(MethodReference method) =>
        method.ReturnType.Name is "IEnumerable`1" or "IOrderedEnumerable`1" or "IEnumerable";
}
