using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Fields that nobody declared <c>readonly</c> but nobody writes once their object can be seen by others: private fields that only constructors
/// and type initialisers write, and locals that lambdas capture and that are written once, before there is a lambda.
/// </summary>
internal sealed class EffectivelyReadOnly
{
    private readonly AddressUses addresses;
    private readonly Construction construction;
    private readonly Dictionary<FieldDefinition, List<Store>> stores = [];
    private readonly Dictionary<TypeDefinition, List<Store>> creations = [];
    private readonly HashSet<FieldDefinition> fields;
    private readonly HashSet<FieldDefinition> seenEarly = [];

    /// <summary>Looks through the code of a module, before any of it is rewritten.</summary>
    public EffectivelyReadOnly(ModuleDefinition module, AddressUses addresses, Construction construction)
    {
        (this.addresses, this.construction) = (addresses, construction);
        var handedOut = new HashSet<FieldDefinition>();
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            foreach (var at in method.Body.Instructions)
            {
                Find(method, at, handedOut);
            }
        }

        fields = [.. stores.Where(s => !handedOut.Contains(s.Key) && (s.Value.TrueForAll(IsInConstruction) || IsCapturedOnce(s.Key, s.Value))).Select(s => s.Key)];
    }

    /// <summary>Whether the field has its value before other threads can reach it.</summary>
    public bool Contains(FieldDefinition field) => fields.Contains(field);

    /// <summary>Whether a constructor writes the field, which is declared <c>readonly</c>, when others may see the object already.</summary>
    public bool IsSeenEarly(FieldDefinition field) => seenEarly.Contains(field);

    private void Find(MethodDefinition method, Instruction at, HashSet<FieldDefinition> handedOut)
    {
        switch (at.OpCode.Code)
        {
            case Code.Stfld or Code.Stsfld when Candidate(at) is { } field:
                Add(stores, field, new(method, at));
                NoteEarly(method, at, field);
                break;
            case Code.Stfld when method.IsConstructor && Resolving.OrNull(((FieldReference)at.Operand).Resolve) is { IsInitOnly: true } field && field.DeclaringType == method.DeclaringType:
                NoteEarly(method, at, field);
                break;
            case Code.Ldflda or Code.Ldsflda or Code.Ldtoken when Candidate(at) is { } field && MayWrite(at):
                handedOut.Add(field);
                break;
            case Code.Newobj when ((MethodReference)at.Operand).DeclaringType.GetElementType() is TypeDefinition type && IsClosure(type):
                Add(creations, type, new(method, at));
                break;
        }
    }

    private void NoteEarly(MethodDefinition method, Instruction at, FieldDefinition field)
    {
        if (field.IsInitOnly && method is { IsConstructor: true, IsStatic: false } && construction.LeaksBefore(method, at))
        {
            seenEarly.Add(field);
        }
    }

    private bool MayWrite(Instruction at) =>
        at.OpCode.Code == Code.Ldtoken || addresses.Follow(at).Use is not (AddressUse.Read or AddressUse.ReadReference);

    // Only code of the module can write it.
    private static FieldDefinition? Candidate(Instruction at) =>
        at.Operand is FieldReference { DeclaringType: var type } reference
        && type.GetElementType() is TypeDefinition declaring
        && (reference as FieldDefinition ?? reference.Resolve()) is { } field
        && (field.IsStatic || !declaring.IsValueType)
        && (field.IsPrivate || IsClosure(declaring))
            ? field
            : null;

    private static bool IsClosure(TypeDefinition type) =>
        type is { IsNestedPrivate: true, IsValueType: false } && type.CustomAttributes.Any(a => a.AttributeType.Name == "CompilerGeneratedAttribute");

    // A constructor on its own object, or the type's initialiser.
    private bool IsInConstruction(Store store) =>
        store.Method.IsConstructor
        && store.Method.IsStatic == (store.At.OpCode.Code == Code.Stsfld)
        && store.Method.DeclaringType == ((FieldReference)store.At.Operand).DeclaringType.GetElementType()
        && construction.Hides(store.Method, store.At);

    private bool IsCapturedOnce(FieldDefinition field, List<Store> stores)
    {
        if (stores is not [var store] || !creations.TryGetValue(field.DeclaringType, out var all) || all is not [var creation] || creation.Method != store.Method)
        {
            return false;
        }

        // Compilers keep such an object in locals and state machines of their own, and write their code in the order of the source, but for loops.
        var (from, to) = (creation.At.Offset, store.At.Offset);
        var body = store.Method.Body;
        return from < to
            && !body.Instructions.Any(at => at.Offset >= to && Targets(at).Any(target => target > from && target <= to))
            && body.Instructions.TakeWhile(at => at.Offset < to).Where(at => TypeOfPushed(at, body)?.GetElementType() == field.DeclaringType).SelectMany(ValueUses.Of).All(IsOwn);

        bool IsOwn((Instruction? By, bool IsReceiver) use) =>
            use.By is { } by && (by.Offset > to || IsStoreOfLocal(by) || (Il.IsOfInstance(by) && (use.IsReceiver || IsOfStateMachine(by))));
    }

    private static TypeReference? TypeOfPushed(Instruction at, MethodBody body) => at.OpCode.Code switch
    {
        Code.Newobj => ((MethodReference)at.Operand).DeclaringType,
        Code.Ldfld => ((FieldReference)at.Operand).FieldType,
        _ => Il.Local(at, body)?.VariableType,
    };

    private static bool IsOfStateMachine(Instruction at) =>
        ((FieldReference)at.Operand).DeclaringType.GetElementType() is TypeDefinition type && DisplayNames.IsStateMachine(type);

    private static bool IsStoreOfLocal(Instruction at) => at.OpCode.Code is Code.Stloc or Code.Stloc_S or (>= Code.Stloc_0 and <= Code.Stloc_3);

    private static IEnumerable<int> Targets(Instruction at) => at.Operand switch
    {
        Instruction target => [target.Offset],
        Instruction[] targets => targets.Select(t => t.Offset),
        _ => [],
    };

    private static void Add<TKey>(Dictionary<TKey, List<Store>> to, TKey key, Store store)
        where TKey : notnull
    {
        if (!to.TryGetValue(key, out var list))
        {
            to[key] = list = [];
        }

        list.Add(store);
    }

    private readonly record struct Store(MethodDefinition Method, Instruction At);
}
