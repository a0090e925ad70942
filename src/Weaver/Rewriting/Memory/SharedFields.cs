using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Tells the fields that threads may share and change from those that they cannot.</summary>
internal sealed class SharedFields
{
    private readonly Dictionary<MetadataToken, bool> known = [];
    private readonly Dictionary<MethodDefinition, bool> leaking = [];

    /// <summary>Whether accesses to the field in <paramref name="method"/> are to be announced.</summary>
    public bool Contains(FieldReference field, MethodDefinition method)
    {
        if (!known.TryGetValue(field.MetadataToken, out var shared))
        {
            known[field.MetadataToken] = shared = IsShared(field);
        }

        // Nobody else has seen an object whose constructor runs, if that shows it to nobody, nor a type whose initialiser runs.
        return shared && !(method.IsConstructor && field.DeclaringType.GetElementType() == method.DeclaringType && !Leaks(method));
    }

    private bool Leaks(MethodDefinition constructor)
    {
        if (!leaking.TryGetValue(constructor, out var leaks))
        {
            leaking[constructor] = leaks = !constructor.IsStatic && Escape.OfThis(constructor.Body);
        }

        return leaks;
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
