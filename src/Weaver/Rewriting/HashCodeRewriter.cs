using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Has the Runtime say what hash code an object has, where a method asks for it directly. Methods that compute one themselves, of a type or of a comparer, stay:
/// tables of the platform ask for what they make of it.
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
        ("System.String", 1) => !member.HasThis && member.Parameters[0].ParameterType is GenericInstanceType,
        ("System.Runtime.CompilerServices.RuntimeHelpers", 1) => true,
        _ => false,
    };

    /// <summary>Rewrites the call at <paramref name="at"/> if it asks for a hash code.</summary>
    /// <returns>Whether it does.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var member = (MethodReference)at.Operand;
        if (!IsHashCode(member) || editor.Body.Method.Name.EndsWith(Name, StringComparison.Ordinal))
        {
            return false;
        }

        var constrained = editor.PrefixOf(at, Code.Constrained);
        var isBasesOwn = constrained is null && at.OpCode.Code == Code.Call && member.DeclaringType.FullName == "System.Object";
        if (isBasesOwn || constrained is { Operand: not GenericParameter { AllowByRefLikeConstraint: false } })
        {
            return false;
        }

        var target = constrained is null ? context.Import(TargetOf(member)) : Generics.Instantiate(context.Import(context.Runtime.HashCodeOfAny), [(TypeReference)constrained.Operand]);
        Il.Drop(editor.PrefixOf(at, Code.Tail));
        Il.Drop(constrained);
        editor.Replace(at, Il.Call(target));
        return true;
    }

    private MethodDefinition TargetOf(MethodReference member) => member switch
    {
        { HasThis: true } => context.Runtime.HashCodeOfObject,
        { DeclaringType.Name: "String" } => context.Runtime.HashCodeOfText,
        _ => context.Runtime.HashCodeOfIdentity,
    };
}
