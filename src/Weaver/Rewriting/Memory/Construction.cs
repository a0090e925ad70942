using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Tells what constructors do before anybody else can see their object: all that they do to its fields, unless they store it somewhere, pass it on, or call its methods.</summary>
internal sealed class Construction
{
    private readonly Dictionary<MethodDefinition, HashSet<Instruction>> hidden = [];

    /// <summary>Whether nobody else can see what the instruction at <paramref name="at"/> accesses; nobody sees a type whose initialiser runs.</summary>
    public bool Hides(MethodDefinition constructor, Instruction at)
    {
        if (constructor.IsStatic)
        {
            return true;
        }

        if (!hidden.TryGetValue(constructor, out var accesses))
        {
            hidden[constructor] = accesses = Find(constructor.Body);
        }

        return accesses.Contains(at);
    }

    private static HashSet<Instruction> Find(MethodBody body)
    {
        var accesses = new HashSet<Instruction>();
        foreach (var (by, isReceiver) in body.Instructions.Where(at => IsThis(at, body)).SelectMany(ValueUses.Of))
        {
            if (by is null || !isReceiver || !(Il.IsOfInstance(by) || IsConstructorCall(by)))
            {
                return [];
            }

            accesses.Add(by);
        }

        return accesses;
    }

    private static bool IsThis(Instruction at, MethodBody body) =>
        at.OpCode.Code == Code.Ldarg_0 || (at.OpCode.Code is Code.Ldarg or Code.Ldarg_S && at.Operand == body.ThisParameter);

    private static bool IsConstructorCall(Instruction at) => at.OpCode.Code == Code.Call && at.Operand is MethodReference { Name: ".ctor" };
}
