using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Tells the fields that threads may share and change from those that they cannot.</summary>
internal sealed class SharedFields
{
    private readonly Dictionary<FieldReference, bool> known = [];

    /// <summary>Whether accesses to the field in <paramref name="method"/> are to be announced.</summary>
    public bool Contains(FieldReference field, MethodDefinition method)
    {
        if (!known.TryGetValue(field, out var shared))
        {
            known[field] = shared = IsShared(field);
        }

        // Nobody else has seen an object whose constructor runs, nor a type whose initialiser runs.
        return shared && !(method.IsConstructor && field.DeclaringType.GetElementType() == method.DeclaringType);
    }

    private static bool IsShared(FieldReference field)
    {
        var type = field.DeclaringType.GetElementType();
        if (type.Name is "<>c" or "<>O" || field.Name.StartsWith("<>9", StringComparison.Ordinal)
            || type.Name.StartsWith("<>o__", StringComparison.Ordinal) || type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal))
        {
            return false; // the compiler's caches, which it fills without a lock on purpose
        }

        return Resolving.OrNull(field.Resolve) is not { } definition
            || !(definition.IsInitOnly || definition.IsLiteral || IsThreadStatic(definition) || DisplayNames.IsStateMachine(definition.DeclaringType));
    }

    private static bool IsThreadStatic(FieldDefinition field) =>
        field.IsStatic && field.CustomAttributes.Any(a => a.AttributeType.FullName == "System.ThreadStaticAttribute");
}
