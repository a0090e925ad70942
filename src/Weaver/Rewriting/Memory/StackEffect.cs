using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>How many values an instruction takes from the stack and puts on it.</summary>
internal static class StackEffect
{
    /// <summary>Number of values taken.</summary>
    public static int Pops(Instruction instruction) => instruction.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.Varpop when instruction.Operand is IMethodSignature method => Arguments(instruction, method),
        StackBehaviour.Varpop => 0,
        StackBehaviour.PopAll => int.MaxValue,
        _ => 3,
    };

    /// <summary>Number of values put.</summary>
    public static int Pushes(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush when instruction.Operand is IMethodSignature method => Il.IsVoid(method.ReturnType) ? 0 : 1,
        StackBehaviour.Varpush => 0,
        _ => 1,
    };

    private static int Arguments(Instruction instruction, IMethodSignature method)
    {
        var receiver = method.HasThis && !method.ExplicitThis && instruction.OpCode.Code != Code.Newobj ? 1 : 0;
        var pointer = instruction.OpCode.Code == Code.Calli ? 1 : 0;
        return method.Parameters.Count + receiver + pointer;
    }
}
