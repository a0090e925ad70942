using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What keeps no items itself and shows those of others: a LINQ query that has not run yet, a dictionary's keys, a list that is only to be read.</summary>
internal static class CollectionViews
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();
    private static readonly HashSet<Type> ReadOnlyViews = [typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>), typeof(ReadOnlySet<>)];

    /// <summary>Whether the object is one of these.</summary>
    public static bool Contains(object collection) => Known.GetOrAdd(collection.GetType(), IsView);

    /// <summary>What it shows, among them views again; read from its private fields.</summary>
    public static IEnumerable<object> SourcesOf(object view)
    {
        foreach (var field in Fields.GetOrAdd(view.GetType(), FieldsOf))
        {
            if (field.GetValue(view) is { } source and not string)
            {
                yield return source;
            }
        }
    }

    private static bool IsView(Type type) =>
        type.Assembly == typeof(Enumerable).Assembly || IsWithinCollection(type) || (IsReadOnlyView(type) && !UnsafeCollections.IsForSeveralThreads(type));

    // Keys, values, ranges: classes within the one whose items they show.
    private static bool IsWithinCollection(Type type) =>
        type is { IsNested: true, IsClass: true, Namespace: "System.Collections" or "System.Collections.Generic" }
        && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
        && !UnsafeCollections.IsForSeveralThreads(type);

    private static bool IsReadOnlyView(Type? type) =>
        type is not null && ((type.IsGenericType && ReadOnlyViews.Contains(type.GetGenericTypeDefinition())) || IsReadOnlyView(type.BaseType));

    private static FieldInfo[] FieldsOf(Type view)
    {
        // What a query has made: groups, each with a field for the next one, round in a circle.
        if (Array.Exists(view.GetInterfaces(), IsGroup))
        {
            return [];
        }

        var fields = new List<FieldInfo>();
        for (var type = view; type is not null; type = type.BaseType)
        {
            fields.AddRange(type
                .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => !f.FieldType.IsValueType && (typeof(IEnumerable).IsAssignableFrom(f.FieldType) || UnsafeCollections.Contains(f.FieldType))));
        }

        return [.. fields];
    }

    private static bool IsGroup(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(IGrouping<,>) || definition == typeof(ILookup<,>));
}
