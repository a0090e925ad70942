using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Follows an address from where it is taken to where it is used, through the straight code between.</summary>
/// <param name="context">The module's context.</param>
internal sealed class AddressUses(ModuleContext context)
{
    /// <summary>What becomes of the address that <paramref name="taken"/> pushes. A chain of struct fields counts as one.</summary>
    public AddressUse Find(Instruction taken)
    {
        var above = 0; // values on the stack over the address
        for (var next = taken.Next; next is not null; next = next.Next)
        {
            var pops = StackEffect.Pops(next);
            if (pops <= above)
            {
                if (next.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw)
                {
                    return AddressUse.Read;
                }

                above += StackEffect.Pushes(next) - pops;
                continue;
            }

            switch (next.OpCode.Code)
            {
                case Code.Ldflda:
                    above = 0;
                    continue;
                case Code.Stfld or Code.Stobj or Code.Initobj or Code.Cpobj or Code.Dup:
                    return AddressUse.Write; // dup: a compound assignment
                case Code.Call or Code.Callvirt or Code.Newobj when next.Operand is MethodReference method:
                    return OfArgument(next, method, pops - above - 1);
                default:
                    return next.OpCode.Name.StartsWith("stind", StringComparison.Ordinal) ? AddressUse.Write : AddressUse.Read;
            }
        }

        return AddressUse.Read;
    }

    private AddressUse OfArgument(Instruction call, MethodReference method, int argument)
    {
        if (IsAtomic(method))
        {
            return AddressUse.Redirected;
        }

        var receiver = method.HasThis && call.OpCode.Code != Code.Newobj ? 1 : 0;
        if (argument >= receiver && method.Parameters[argument - receiver].ParameterType is not (ByReferenceType or PointerType or RequiredModifierType))
        {
            return AddressUse.Read; // converted on the way
        }

        if (Resolving.OrNull(method.Resolve) is not { } definition)
        {
            return AddressUse.Write;
        }

        var isReadOnly = argument < receiver
            ? IsReadOnly(definition) || IsReadOnly(definition.DeclaringType) || IsGetterOfPlatform(definition)
            : definition.Parameters[argument - receiver] is var parameter && (parameter.IsIn || IsReadOnly(parameter));
        return isReadOnly ? AddressUse.Read : AddressUse.Write;
    }

    private bool IsAtomic(MethodReference method) =>
        context.Find(method) is not null || method.DeclaringType.FullName is "System.Threading.Interlocked" or "System.Threading.Volatile";

    // Structs of older platforms do not say readonly: Nullable<T>.HasValue, DateTime.Ticks.
    private static bool IsGetterOfPlatform(MethodDefinition method) =>
        method.IsGetter && method.DeclaringType.Namespace.StartsWith("System", StringComparison.Ordinal);

    private static bool IsReadOnly(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Any(a => a.AttributeType.Name is "IsReadOnlyAttribute" or "RequiresLocationAttribute");
}
