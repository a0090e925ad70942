using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Has the Runtime write a part of a struct before the whole is written: processors do not copy it at once. The Runtime leaves those that they do. Also where a method
/// changes a struct in place: it reads, then writes.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class StructStores(ModuleContext context)
{
    /// <summary>Rewrites the store of a field at <paramref name="at"/>, which has been announced.</summary>
    public void Field(BodyEditor editor, Instruction at, FieldReference field, bool isStatic, long site)
    {
        var type = FieldAccess.TypeOf(field);
        if (!IsTearable(type, editor))
        {
            return;
        }

        var value = editor.Local(type);
        Instruction[] address = isStatic
            ? [Instruction.Create(OpCodes.Ldsflda, field)]
            : [Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Ldflda, field)];
        editor.InsertAround(at, 1, [Il.Store(value), .. address, .. Tear(context.Runtime.TearStruct, value, site), Il.Load(value)], []);
    }

    /// <summary>Rewrites the store of an array element at <paramref name="at"/>, which has been announced.</summary>
    public void Element(BodyEditor editor, Instruction at, TypeReference type, long site)
    {
        if (!IsTearable(type, editor))
        {
            return;
        }

        // An array of objects may be one of a derived class: the Runtime takes no address there.
        var value = editor.Local(type);
        var index = editor.Local(context.Module.TypeSystem.Int32, "index");
        editor.InsertAround(
            at,
            1,
            [Il.Store(value), Il.Store(index), Instruction.Create(OpCodes.Dup), Il.Load(index), .. Tear(context.Runtime.TearElement, value, site), Il.Load(index), Il.Load(value)],
            []);
    }

    /// <summary>Rewrites the store through an address at <paramref name="at"/>, which has been announced.</summary>
    public void Through(BodyEditor editor, Instruction at, long site)
    {
        if (at.OpCode.Code != Code.Stobj || at.Operand is not TypeReference type || !IsTearable(type, editor))
        {
            return;
        }

        var value = editor.Local(type);
        editor.InsertBefore(editor.StartOf(at), [Il.Store(value), Instruction.Create(OpCodes.Dup), .. Tear(context.Runtime.TearThrough, value, site), Il.Load(value)]);
    }

    /// <summary>Rewrites the call of a method of the platform with the address that was followed and announced: others may come while the method changes what lies there.</summary>
    public void Change(BodyEditor editor, FollowedAddress address, long site)
    {
        if (address is not { Changed: { } pushed, ChangedType: { } type, User: { } call } || StackTypes.Contains(type, editor.Body.Method) || editor.PrefixOf(call, Code.Tail) is not null)
        {
            return;
        }

        var change = editor.Local(Generics.Instantiate(context.Import(context.Runtime.StructChange), type), $"change at {pushed.Offset}");
        editor.InsertAfter(pushed, Instruction.Create(OpCodes.Ldloca, change), Il.Site(site), Calling(context.Runtime.BeginStructChange, type));
        editor.InsertAfter(call, Instruction.Create(OpCodes.Ldloca, change), Il.Site(site), Calling(context.Runtime.EndStructChange, type));
    }

    /// <summary>Whether a value of the type may be written in parts; of a type parameter, the Runtime tells.</summary>
    public static bool IsTearable(TypeReference type, BodyEditor editor) =>
        type is GenericParameter
            ? !StackTypes.Contains(type, editor.Body.Method)
            : type is { IsValueType: true, IsPrimitive: false }
                && Resolving.OrNull(type.Resolve) is { IsEnum: false } definition
                && !StackTypes.Contains(type, editor.Body.Method)
                && HasParts(definition);

    private Instruction Calling(MethodDefinition method, TypeReference type) => Il.Call(Generics.Instantiate(context.Import(method), [type]));

    private Instruction[] Tear(MethodDefinition tear, VariableDefinition value, long site) =>
        [Il.Load(value), Il.Site(site), Calling(tear, value.VariableType)];

    // Whether there may be several; reference assemblies do not tell, and have a stand-in for what they hide.
    private static bool HasParts(TypeDefinition type) => type.Fields.Where(field => !field.IsStatic).ToList() switch
    {
        [] => false,
        [{ FieldType: { IsValueType: true, IsPrimitive: false } inner }] => inner is GenericParameter || (Resolving.OrNull(inner.Resolve) is { IsEnum: false } definition && HasParts(definition)),
        [{ FieldType: GenericParameter }] => true,
        [var only] => only.Name.StartsWith("_dummy", StringComparison.Ordinal),
        _ => true,
    };
}
