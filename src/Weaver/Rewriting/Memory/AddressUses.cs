using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Follows an address from where it is taken to where it is used, through the code between.</summary>
/// <param name="context">The module's context.</param>
internal sealed class AddressUses(ModuleContext context)
{
    /// <summary>What becomes of the address that <paramref name="taken"/> pushes. A chain of struct fields counts as one.</summary>
    public FollowedAddress Follow(Instruction taken)
    {
        var above = 0; // values on the stack over the address
        var compound = false;
        var interrupted = false; // by what other code can see, or be seen by
        var origin = taken;
        var last = taken; // of what makes the address
        for (var next = taken.Next; next is not null; next = next.Next)
        {
            var pops = StackEffect.Pops(next);
            if (pops <= above)
            {
                above += StackEffect.Pushes(next) - pops;
                if (next.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch)
                {
                    // A condition within an expression: whichever way is taken, the address waits on the stack, and the ways meet before it is used.
                    if (next.Operand is not Instruction target || target.Offset <= next.Offset)
                    {
                        return new(AddressUse.WriteReference, null, null, origin);
                    }

                    interrupted = true; // by what may lie on the other way
                    next = target.Previous;
                }
                else if (next.OpCode.FlowControl is FlowControl.Return or FlowControl.Throw)
                {
                    return new(AddressUse.WriteReference, null, null, origin);
                }

                interrupted |= IsAccess(next);
                continue;
            }

            switch (next.OpCode.Code)
            {
                case Code.Ldflda:
                    (above, last) = (0, next);
                    continue;
                case Code.Add or Code.Sub or Code.Conv_U or Code.Conv_I when !compound:
                    (above, origin, last) = (0, next, next);
                    continue;
                case Code.Dup when !compound:
                    (compound, above) = (true, 1);
                    continue;
                case Code.Stfld or Code.Stobj or Code.Cpobj when above == 0:
                    return new(AddressUse.WriteReference, null, null, origin); // it is what is stored
                case Code.Stfld or Code.Stobj or Code.Initobj or Code.Cpobj:
                    return Stored(next);
                case Code.Call or Code.Callvirt or Code.Newobj when next.Operand is MethodReference method:
                    var use = compound ? AddressUse.Write : OfArgument(next, method, pops - above - 1);
                    var changed = use == AddressUse.Write && !compound && next.OpCode.Code == Code.Call ? ChangedIn(method, pops - above - 1) : null;
                    return new(use, use == AddressUse.Write && (interrupted || compound) ? next : null, next, origin) { Changed = changed is null ? null : last, ChangedType = changed };
                case Code.Ret or Code.Stloc or Code.Stloc_S or (>= Code.Stloc_0 and <= Code.Stloc_3):
                    return new(AddressUse.WriteReference, null, null, origin);
                default:
                    var stores = Il.StoresThrough(next);
                    if (stores && above == 0)
                    {
                        return new(AddressUse.WriteReference, null, null, origin);
                    }

                    return stores ? Stored(next) : new(compound ? AddressUse.Write : AddressUse.Read, null, next, origin);
            }
        }

        return new(AddressUse.Read, null, null, origin);

        // What is stored is found out after the address: others may come in between.
        FollowedAddress Stored(Instruction store) => new(AddressUse.Write, compound || interrupted ? store : null, store, origin) { StoresOnly = !compound };
    }

    private AddressUse OfArgument(Instruction call, MethodReference method, int argument)
    {
        if (IsAtomic(method))
        {
            return method.Name == "Read" ? AddressUse.AtomicRead : AddressUse.AtomicWrite;
        }

        var receiver = method.HasThis && call.OpCode.Code != Code.Newobj ? 1 : 0;
        if (argument >= receiver && method.Parameters[argument - receiver].ParameterType is not (ByReferenceType or PointerType or RequiredModifierType))
        {
            return AddressUse.Read; // converted on the way
        }

        if (Resolving.OrNull(method.Resolve) is not { } definition)
        {
            return AddressUse.WriteReference;
        }

        var isReadOnly = argument < receiver
            ? IsReadOnly(definition) || IsReadOnly(definition.DeclaringType) || (IsGetter(definition) && IsOfPlatform(method.DeclaringType))
            : definition.Parameters[argument - receiver] is var parameter && (parameter.IsIn || IsReadOnly(parameter));
        return (isReadOnly, IsOfPlatform(method.DeclaringType)) switch
        {
            (true, true) => AddressUse.Read,
            (true, false) => AddressUse.ReadReference,
            (false, true) => AddressUse.Write,
            _ => AddressUse.WriteReference,
        };
    }

    // What the method takes to lie at the address, where it changes that, and keeps no reference to it: the struct that it is called on, or what a ref argument refers to.
    private static TypeReference? ChangedIn(MethodReference method, int argument)
    {
        if (method.HasThis && argument == 0)
        {
            return method.DeclaringType.IsValueType ? method.DeclaringType : null;
        }

        return method.Parameters[argument - (method.HasThis ? 1 : 0)] is { IsOut: false, ParameterType: ByReferenceType { ElementType: var type } } && !MayKeepReferences(method)
            ? Generics.Substitute(type, parameter => Generics.ArgumentOf(parameter, method))
            : null;
    }

    // The runtime's own ways with references, atomic ones too, and what hands out one that it was given.
    private static bool MayKeepReferences(MethodReference method) =>
        method.DeclaringType.Namespace.StartsWith("System.Runtime", StringComparison.Ordinal)
        || method.DeclaringType.Namespace.StartsWith("System.Threading", StringComparison.Ordinal)
        || method.ReturnType.IsByReference
        || StackTypes.IsRefStruct(method.ReturnType)
        || StackTypes.IsRefStruct(method.DeclaringType);

    private static bool IsAccess(Instruction instruction) =>
        instruction.OpCode.FlowControl == FlowControl.Call
        || instruction.OpCode.Code is Code.Ldfld or Code.Ldsfld or Code.Ldobj or Code.Stfld or Code.Stsfld or Code.Stobj or (>= Code.Ldelema and <= Code.Ldelem_Ref) or Code.Ldelem_Any
        || Il.LoadsThrough(instruction) || Il.StoresThrough(instruction);

    private bool IsAtomic(MethodReference method) =>
        context.Find(method) is not null || method.DeclaringType.FullName is "System.Threading.Interlocked" or "System.Threading.Volatile";

    // Structs of older platforms do not say readonly: Nullable<T>.HasValue, DateTime.Ticks.
    private static bool IsGetter(MethodDefinition method) => method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal);

    // By name, since the assemblies differ from version to version; woven libraries have such names, too (System.Reactive).
    private bool IsOfPlatform(TypeReference type) =>
        (type.Namespace.StartsWith("System", StringComparison.Ordinal) || type.Namespace.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal)) && !context.IsWoven(type);

    private static bool IsReadOnly(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Any(a => a.AttributeType.Name is "IsReadOnlyAttribute" or "RequiresLocationAttribute");
}
