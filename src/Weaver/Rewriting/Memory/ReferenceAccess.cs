using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Announces reads and writes through a reference that somebody else made: a by-ref parameter or local, <c>this</c> of a struct. What it refers to is not
/// known here; whoever made it has announced that, and the Runtime schedules at these accesses where that was shared.
/// </summary>
/// <param name="context">The module's context.</param>
/// <param name="addresses">Follows addresses.</param>
internal sealed class ReferenceAccess(ModuleContext context, AddressUses addresses)
{
    /// <summary>Rewrites the use of the reference that the instruction at <paramref name="at"/> pushes, if it pushes one.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var method = editor.Body.Method;
        if (NameOf(at, method) is not { } name || (method.IsConstructor && name == "this"))
        {
            return;
        }

        var (use, store, user) = addresses.Follow(at);
        if (store is not null)
        {
            var site = context.Sites.Add(method, at, name);
            editor.InsertBefore(Il.Start(at), Il.Site(site), Il.Call(context.Import(context.Runtime.ReadThrough)));
            editor.InsertBefore(Il.Start(store), Il.Site(site), Il.Call(context.Import(context.Runtime.WriteThrough)));
        }
        else if (user is not null && Dereferences(user) && Il.Prefix(user, Code.Volatile) is null)
        {
            var through = use == AddressUse.Write ? context.Runtime.WriteThrough : context.Runtime.ReadThrough;
            editor.InsertBefore(Il.Start(user), Il.Site(context.Sites.Add(method, user, name)), Il.Call(context.Import(through)));
        }
    }

    private static bool Dereferences(Instruction user) =>
        user.OpCode.Code is Code.Ldfld or Code.Stfld or Code.Ldobj or Code.Stobj or Code.Initobj or Code.Cpobj
        || user.OpCode.Name.StartsWith("ldind", StringComparison.Ordinal) || user.OpCode.Name.StartsWith("stind", StringComparison.Ordinal);

    private static string? NameOf(Instruction at, MethodDefinition method)
    {
        if (Local(at, method) is { } local)
        {
            return local.VariableType is ByReferenceType or PinnedType { ElementType: ByReferenceType } ? "reference" : null;
        }

        var parameter = at.OpCode.Code switch
        {
            >= Code.Ldarg_0 and <= Code.Ldarg_3 => Parameter(at.OpCode.Code - Code.Ldarg_0, method),
            Code.Ldarg or Code.Ldarg_S => (ParameterDefinition)at.Operand,
            _ => null,
        };
        return parameter is null ? null
            : parameter == method.Body.ThisParameter ? method.DeclaringType.IsValueType && !DisplayNames.IsStateMachine(method.DeclaringType) ? "this" : null
            : IsReference(parameter.ParameterType) ? parameter.Name : null;
    }

    private static VariableDefinition? Local(Instruction at, MethodDefinition method) => at.OpCode.Code switch
    {
        >= Code.Ldloc_0 and <= Code.Ldloc_3 => method.Body.Variables[at.OpCode.Code - Code.Ldloc_0],
        Code.Ldloc or Code.Ldloc_S => (VariableDefinition)at.Operand,
        _ => null,
    };

    private static ParameterDefinition Parameter(int index, MethodDefinition method) =>
        !method.HasThis ? method.Parameters[index] : index == 0 ? method.Body.ThisParameter : method.Parameters[index - 1];

    // A by-ref type, whatever is said of it: in, ref readonly.
    private static bool IsReference(TypeReference type) => (type is IModifierType modified ? modified.ElementType : type) is ByReferenceType;
}
