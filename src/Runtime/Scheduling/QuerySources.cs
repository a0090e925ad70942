using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What a LINQ query that has not run yet will look through when it does.</summary>
internal static class QuerySources
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>Whether the object is such a query.</summary>
    public static bool IsQuery(object enumerable) => enumerable.GetType().Assembly == typeof(Enumerable).Assembly;

    /// <summary>The sources of a query, among them queries again; read from the private fields of its iterator.</summary>
    public static IEnumerable<object> Of(object query)
    {
        foreach (var field in Fields.GetOrAdd(query.GetType(), FieldsOf))
        {
            if (field.GetValue(query) is { } source and not string)
            {
                yield return source;
            }
        }
    }

    private static FieldInfo[] FieldsOf(Type iterator)
    {
        // What a query has made: groups, each with a field for the next one, round in a circle.
        if (Array.Exists(iterator.GetInterfaces(), IsGroup))
        {
            return [];
        }

        var fields = new List<FieldInfo>();
        for (var type = iterator; type is not null; type = type.BaseType)
        {
            fields.AddRange(type
                .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => !f.FieldType.IsValueType && typeof(IEnumerable).IsAssignableFrom(f.FieldType)));
        }

        return [.. fields];
    }

    private static bool IsGroup(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(IGrouping<,>) || definition == typeof(ILookup<,>));
}
