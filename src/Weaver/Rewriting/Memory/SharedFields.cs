using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Tells the fields that threads may share and change from those that they cannot.</summary>
/// <param name="readOnly">Those that nobody changes once they can be seen, and those of which it only seems so.</param>
/// <param name="construction">What constructors do unseen.</param>
internal sealed class SharedFields(EffectivelyReadOnly readOnly, Construction construction)
{
    private readonly Dictionary<MetadataToken, bool> known = [];

    /// <summary>Whether the access to a field at <paramref name="at"/> in <paramref name="method"/> is to be announced.</summary>
    public bool Contains(FieldReference field, MethodDefinition method, Instruction at)
    {
        if (!known.TryGetValue(field.MetadataToken, out var shared))
        {
            known[field.MetadataToken] = shared = IsShared(field);
        }

        return shared && !(method.IsConstructor && field.DeclaringType.GetElementType() == method.DeclaringType && construction.Hides(method, at));
    }

    private bool IsShared(FieldReference field)
    {
        var type = field.DeclaringType.GetElementType();
        if (type.Name is "<>c" or "<>O" || field.Name.StartsWith("<>9", StringComparison.Ordinal)
            || type.Name.StartsWith("<>o__", StringComparison.Ordinal) || type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal))
        {
            return false; // the compiler's caches, which it fills without a lock on purpose
        }

        return Resolving.OrNull(field.Resolve) is not { } definition
            || !((definition.IsInitOnly && !readOnly.IsSeenEarly(definition)) || definition.IsLiteral || readOnly.Contains(definition) || IsThreadStatic(definition) || DisplayNames.IsStateMachine(definition.DeclaringType));
    }

    private static bool IsThreadStatic(FieldDefinition field) =>
        field.IsStatic && field.CustomAttributes.Any(a => a.AttributeType.FullName == "System.ThreadStaticAttribute");
}
