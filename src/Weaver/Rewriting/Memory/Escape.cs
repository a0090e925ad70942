using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Tells whether a constructor shows its object to others before it returns: stores it somewhere, passes it on, or calls its methods.</summary>
internal static class Escape
{
    /// <summary>Whether <c>this</c> is used for more than reaching its own fields and the constructor before this one.</summary>
    public static bool OfThis(MethodBody body) => UsesOfThis(body).Any(use => !use.IsReceiver || use.By is null || !(Il.IsOfInstance(use.By) || IsConstructorCall(use.By)));

    /// <summary>What pops <c>this</c>, wherever the method pushes it.</summary>
    public static IEnumerable<(Instruction? By, bool IsReceiver)> UsesOfThis(MethodBody body) =>
        body.Instructions.Where(at => IsThis(at, body)).SelectMany(ValueUses.Of);

    private static bool IsThis(Instruction at, MethodBody body) =>
        at.OpCode.Code == Code.Ldarg_0 || (at.OpCode.Code is Code.Ldarg or Code.Ldarg_S && at.Operand == body.ThisParameter);

    private static bool IsConstructorCall(Instruction at) => at.OpCode.Code == Code.Call && at.Operand is MethodReference { Name: ".ctor" };
}
