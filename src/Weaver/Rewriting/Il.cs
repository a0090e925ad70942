using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Short names for the instructions that the rewriters insert, and questions about those they find.</summary>
internal static class Il
{
    /// <summary>Pushes a site identifier.</summary>
    public static Instruction Site(long site) => Instruction.Create(OpCodes.Ldc_I8, site);

    /// <summary>Calls a method.</summary>
    public static Instruction Call(MethodReference method) => Instruction.Create(OpCodes.Call, method);

    /// <summary>Makes an <see cref="Action"/> of the method, on the target that is on the stack.</summary>
    public static IEnumerable<Instruction> NewAction(ModuleContext context, MethodDefinition method)
    {
        var system = context.Module.TypeSystem;
        var action = context.Module.ImportReference(context.Runtime.RegisterStatics.Parameters[0].ParameterType);
        yield return Instruction.Create(OpCodes.Ldftn, Generics.Own(method));
        yield return Instruction.Create(OpCodes.Newobj, new MethodReference(".ctor", system.Void, action) { HasThis = true, Parameters = { new(system.Object), new(system.IntPtr) } });
    }

    /// <summary>Pushes a local's value.</summary>
    public static Instruction Load(VariableDefinition local) => Instruction.Create(OpCodes.Ldloc, local);

    /// <summary>Pops into a local.</summary>
    public static Instruction Store(VariableDefinition local) => Instruction.Create(OpCodes.Stloc, local);

    /// <summary>The local that the instruction pushes; null when it pushes something else.</summary>
    public static VariableDefinition? Local(Instruction at, MethodBody body) => at.OpCode.Code switch
    {
        >= Code.Ldloc_0 and <= Code.Ldloc_3 => body.Variables[at.OpCode.Code - Code.Ldloc_0],
        Code.Ldloc or Code.Ldloc_S => (VariableDefinition)at.Operand,
        _ => null,
    };

    /// <summary>The parameter that the instruction pushes, <c>this</c> included; null when it pushes something else.</summary>
    public static ParameterDefinition? Parameter(Instruction at, MethodBody body) => at.OpCode.Code switch
    {
        >= Code.Ldarg_0 and <= Code.Ldarg_3 => Parameter(at.OpCode.Code - Code.Ldarg_0, body),
        Code.Ldarg or Code.Ldarg_S => (ParameterDefinition)at.Operand,
        _ => null,
    };

    /// <summary>Whether a method of this return type returns nothing: an <c>init</c> accessor's has a modifier.</summary>
    public static bool IsVoid(TypeReference returned) => returned is IModifierType modified ? IsVoid(modified.ElementType) : returned.MetadataType == MetadataType.Void;

    /// <summary>Whether the instruction reaches a field of an object.</summary>
    public static bool IsOfInstance(Instruction at) => at.OpCode.Code is Code.Ldfld or Code.Ldflda or Code.Stfld;

    /// <summary>Whether the instruction reads through an address, other than a field.</summary>
    public static bool LoadsThrough(Instruction at) => at.OpCode.Code is >= Code.Ldind_I1 and <= Code.Ldind_Ref;

    /// <summary>Whether the instruction writes through an address, other than a field.</summary>
    public static bool StoresThrough(Instruction at) => at.OpCode.Code is >= Code.Stind_Ref and <= Code.Stind_R8 or Code.Stind_I;

    /// <summary>Drops a prefix; a branch to it lands on what followed it.</summary>
    public static void Drop(Instruction? prefix)
    {
        if (prefix is not null)
        {
            prefix.OpCode = OpCodes.Nop;
            prefix.Operand = null;
        }
    }

    private static ParameterDefinition Parameter(int index, MethodBody body) =>
        !body.Method.HasThis ? body.Method.Parameters[index] : index == 0 ? body.ThisParameter : body.Method.Parameters[index - 1];
}
