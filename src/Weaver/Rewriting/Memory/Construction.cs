using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Tells what constructors do before anybody else can see their object: all that they do to its fields, unless they, or the base class's constructors, store it
/// somewhere, pass it on, or call its methods.
/// </summary>
internal sealed class Construction
{
    private readonly Dictionary<MethodDefinition, Uses> known = [];

    /// <summary>Whether nobody else can see what the instruction at <paramref name="at"/> accesses; nobody sees a type whose initialiser runs.</summary>
    public bool Hides(MethodDefinition constructor, Instruction at)
    {
        if (constructor.IsStatic)
        {
            return true;
        }

        var uses = Of(constructor);
        return uses.FirstLeak is null && uses.Accesses.Contains(at);
    }

    /// <summary>Whether others may see the object already when the instruction at <paramref name="at"/> comes.</summary>
    public bool LeaksBefore(MethodDefinition constructor, Instruction at) => Of(constructor).FirstLeak < at.Offset;

    private Uses Of(MethodDefinition constructor)
    {
        if (!known.TryGetValue(constructor, out var uses))
        {
            known[constructor] = uses = Find(constructor.Body);
        }

        return uses;
    }

    private Uses Find(MethodBody body)
    {
        var uses = new Uses([], null);
        foreach (var at in body.Instructions.Where(at => IsThis(at, body)))
        {
            foreach (var (by, isReceiver) in ValueUses.Of(at))
            {
                if (by is not null && isReceiver && (Il.IsOfInstance(by) || IsConstructorCall(by)) && !LeaksInBase(by))
                {
                    uses.Accesses.Add(by);
                }
                else
                {
                    uses = uses with { FirstLeak = uses.FirstLeak ?? (by ?? at).Offset };
                }
            }
        }

        return uses;
    }

    private bool LeaksInBase(Instruction at) =>
        at.Operand is MethodReference { Name: ".ctor" } called && called.GetElementMethod() is var element
        && (element as MethodDefinition ?? (element.DeclaringType.GetElementType() is TypeDefinition ? element.Resolve() : null)) is { HasBody: true } constructor
        && Of(constructor).FirstLeak is not null;

    private static bool IsThis(Instruction at, MethodBody body) =>
        at.OpCode.Code == Code.Ldarg_0 || (at.OpCode.Code is Code.Ldarg or Code.Ldarg_S && at.Operand == body.ThisParameter);

    private static bool IsConstructorCall(Instruction at) => at.OpCode.Code == Code.Call && at.Operand is MethodReference { Name: ".ctor" };

    /// <summary>What a constructor does with its object.</summary>
    /// <param name="Accesses">Instructions that access its fields or call another constructor.</param>
    /// <param name="FirstLeak">Offset of the first that may let others see it; null when none does.</param>
    private sealed record Uses(HashSet<Instruction> Accesses, int? FirstLeak);
}
