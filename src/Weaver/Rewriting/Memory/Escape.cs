using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Tells whether a constructor shows its object to others before it returns: stores it somewhere, passes it on, or calls its methods.</summary>
internal static class Escape
{
    /// <summary>Whether <c>this</c> is used for more than reaching its own fields and the constructor before this one.</summary>
    public static bool OfThis(MethodBody body) => body.Instructions.Any(at => IsThis(at, body) && Leaves(at));

    private static bool IsThis(Instruction at, MethodBody body) =>
        at.OpCode.Code == Code.Ldarg_0 || (at.OpCode.Code is Code.Ldarg or Code.Ldarg_S && at.Operand == body.ThisParameter);

    // Follows the straight code from where it is pushed to where it is popped.
    private static bool Leaves(Instruction pushed)
    {
        var above = 0;
        for (var next = pushed.Next; next is not null; next = next.Next)
        {
            var pops = StackEffect.Pops(next);
            if (pops > above)
            {
                var isReceiver = above == pops - 1;
                return !(isReceiver && (next.OpCode.Code is Code.Ldfld or Code.Ldflda or Code.Stfld || IsConstructorCall(next)));
            }

            if (next.OpCode.FlowControl == FlowControl.Branch)
            {
                return true; // the two arms of a choice: what follows is not what comes next
            }

            above += StackEffect.Pushes(next) - pops;
        }

        return true;
    }

    private static bool IsConstructorCall(Instruction at) => at.OpCode.Code == Code.Call && at.Operand is MethodReference { Name: ".ctor" };
}
