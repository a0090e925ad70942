using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Tests.Primitives;

/// <summary>The platform's public types that the table of primitives must say something of.</summary>
internal static class Platform
{
    // With the namespaces below them.
    private static readonly string[] Namespaces =
        ["System.Collections.Concurrent", "System.IO.Pipelines", "System.Threading", "System.Timers"];

    /// <summary>Public types of these namespaces, and those that rows of the redirection table name, in order of their names.</summary>
    public static IReadOnlyList<TypeDefinition> Types(ReferenceResolver resolver)
    {
        var types = new SortedDictionary<string, TypeDefinition>(StringComparer.Ordinal);
        foreach (var type in Public(resolver))
        {
            Add(types, type);
        }

        foreach (var row in RedirectionTable.Rows.Where(row => row.Library is null))
        {
            if (resolver.FindType(row.Original) is { } type)
            {
                types[row.Original] = type;
            }
        }

        return [.. types.Values];
    }

    /// <summary>Whether values of the type only say something and do nothing: whatever a later platform adds of this kind is safe.</summary>
    public static bool HoldsDataOnly(TypeDefinition type) =>
        type.IsEnum || Derives(type, "System.MulticastDelegate") || Derives(type, "System.Exception") || Derives(type, "System.EventArgs") || Derives(type, "System.Attribute");

    // What the core library alone has is no public surface: programs compile against the other assemblies, which forward to it.
    private static IEnumerable<TypeDefinition> Public(ReferenceResolver resolver) =>
        Weaving.References.Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name.StartsWith("System.", StringComparison.Ordinal) && name != "System.Private.CoreLib")
            .Select(name => resolver.Resolve(new AssemblyNameReference(name, null)).MainModule)
            .SelectMany(module => module.Types.Where(type => IsInScope(type.Namespace)).Concat(module.ExportedTypes.Where(type => IsInScope(type.Namespace)).Select(type => type.Resolve())))
            .Where(type => type.IsPublic);

    private static bool IsInScope(string space) => Namespaces.Any(name => space == name || space.StartsWith(name + ".", StringComparison.Ordinal));

    private static void Add(SortedDictionary<string, TypeDefinition> types, TypeDefinition type)
    {
        types[type.FullName] = type;
        foreach (var nested in type.NestedTypes.Where(nested => nested.IsNestedPublic))
        {
            Add(types, nested);
        }
    }

    private static bool Derives(TypeDefinition type, string from)
    {
        for (var current = type; current is not null; current = current.BaseType?.Resolve())
        {
            if (current.FullName == from)
            {
                return true;
            }
        }

        return false;
    }
}
