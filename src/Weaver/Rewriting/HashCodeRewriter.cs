using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Has the Runtime say what hash code an object has, where a method asks for it directly. Methods that compute one themselves, of a type or of a comparer, ask for
/// those of strings, tuples and types alone: tables of the platform ask for what they make of it, in a session and out of it.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class HashCodeRewriter(ModuleContext context)
{
    private const string Name = "GetHashCode";

    /// <summary>Whether the member tells the hash code of any object, of a string or of a part of one.</summary>
    public static bool IsHashCode(MethodReference member) => member.Name == Name && (member.DeclaringType.FullName, member.Parameters.Count) switch
    {
        ("System.Object", 0) => true,
        ("System.String", 0) => true,
        ("System.RuntimeTypeHandle", 0) => true,
        ("System.String", 1) => !member.HasThis && member.Parameters[0].ParameterType is GenericInstanceType,
        ("System.Runtime.CompilerServices.RuntimeHelpers", 1) => true,
        _ => false,
    };

    /// <summary>Rewrites the call at <paramref name="at"/> if it asks for a hash code.</summary>
    /// <returns>Whether it does.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var member = (MethodReference)at.Operand;
        if (!IsHashCode(member))
        {
            return false;
        }

        var computes = editor.Body.Method.Name.EndsWith(Name, StringComparison.Ordinal);
        var constrained = editor.PrefixOf(at, Code.Constrained);
        var addressed = constrained?.Operand as TypeReference ?? (member.DeclaringType.IsValueType ? member.DeclaringType : null);
        var target = addressed is not null ? TargetOf(addressed, computes) : TargetOf(at, member, computes);
        if (target is null)
        {
            return false;
        }

        var call = Il.Call(addressed is null ? context.Import(target) : Generics.Instantiate(context.Import(target), [addressed]));
        Il.Drop(editor.PrefixOf(at, Code.Tail));
        Il.Drop(constrained);
        editor.Replace(at, call);
        return true;
    }

    // Of a value whose address is known.
    private MethodDefinition? TargetOf(TypeReference type, bool computes) => type switch
    {
        GenericParameter { AllowByRefLikeConstraint: false } => computes ? context.Runtime.HashCodeOfAnyPart : context.Runtime.HashCodeOfAny,
        { FullName: "System.RuntimeTypeHandle" } => context.Runtime.HashCodeOfAny,
        GenericInstanceType { Namespace: "System" } when type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) => context.Runtime.HashCodeOfAny,
        _ => null,
    };

    private MethodDefinition? TargetOf(Instruction at, MethodReference member, bool computes) => member switch
    {
        { DeclaringType.Name: "String", HasThis: false } => context.Runtime.HashCodeOfText,
        { HasThis: false } => computes ? context.Runtime.HashCodeOfIdentityPart : context.Runtime.HashCodeOfIdentity,
        _ when at.OpCode.Code == Code.Call && member.DeclaringType.Name == "Object" => null, // the base class's own
        _ => computes ? context.Runtime.HashCodeOfPart : context.Runtime.HashCodeOfObject,
    };
}
