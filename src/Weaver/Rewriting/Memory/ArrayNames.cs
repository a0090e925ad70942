using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Where the arrays come from whose elements a method uses: elements have no names, but the field, property, parameter or local that holds the array has one.</summary>
/// <param name="context">The module's context.</param>
internal sealed class ArrayNames(ModuleContext context)
{
    private const string Unknown = "array element";

    private readonly Dictionary<Instruction, string> names = [];

    /// <summary>Looks for the access to an element of the array that <paramref name="at"/> pushes, if it pushes one. What follows must not be rewritten yet.</summary>
    public void Note(MethodDefinition method, Instruction at)
    {
        if (NameOf(at, method) is { } name && AccessTo(at) is { } access)
        {
            names[access] = name.EndsWith(')') ? name.Insert(name.LastIndexOf(" (", StringComparison.Ordinal), "[]") : name + "[]";
        }
    }

    /// <summary><c>Ring.slots[]</c>, for the access of an element.</summary>
    public string Of(Instruction access) => names.Remove(access, out var name) ? name : Unknown;

    private string? NameOf(Instruction at, MethodDefinition method) => at.OpCode.Code switch
    {
        Code.Ldfld or Code.Ldsfld when at.Operand is FieldReference { FieldType: ArrayType } field => context.NameOf(field),
        Code.Call or Code.Callvirt when at.Operand is MethodReference { ReturnType: ArrayType, HasParameters: false } getter && getter.Name.StartsWith("get_", StringComparison.Ordinal) => context.NameOf(getter),
        _ when Il.Local(at, method.Body) is { VariableType: ArrayType } local => method.DebugInformation.TryGetName(local, out var name) ? name : null,
        _ when Il.Parameter(at, method.Body) is { ParameterType: ArrayType } parameter => parameter.Name,
        _ => null,
    };

    private static Instruction? AccessTo(Instruction array)
    {
        var above = 0; // values on the stack over the array
        for (var next = array.Next; next is not null; next = next.Next)
        {
            var pops = StackEffect.Pops(next);
            if (next.OpCode.Code == Code.Dup && above == 0)
            {
                above = 1; // for its length: array[^1]
                continue;
            }

            if (pops > above)
            {
                return IsAccess(next, above) ? next : null;
            }

            above += StackEffect.Pushes(next) - pops;
            if (next.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch)
            {
                // A condition within the index: both ways lead to the access.
                if (next.Operand is not Instruction target || target.Offset <= next.Offset)
                {
                    return null;
                }

                next = target.Previous;
            }
            else if (next.OpCode.FlowControl is FlowControl.Return or FlowControl.Throw)
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsAccess(Instruction at, int above) => at.OpCode.Code switch
    {
        >= Code.Ldelem_I1 and <= Code.Ldelem_Ref or Code.Ldelem_Any or Code.Ldelema => above == 1,
        >= Code.Stelem_I and <= Code.Stelem_Ref or Code.Stelem_Any => above == 2,
        _ => false,
    };
}
