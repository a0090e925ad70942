using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Has the Runtime write a part of a struct of several fields before the whole is written: processors do not copy it at once.</summary>
/// <param name="context">The module's context.</param>
internal sealed class StructStores(ModuleContext context)
{
    /// <summary>Rewrites the store of a field at <paramref name="at"/>, which has been announced.</summary>
    public void Field(BodyEditor editor, Instruction at, FieldReference field, bool isStatic, long site)
    {
        if (!IsTearable(field.FieldType))
        {
            return;
        }

        var value = editor.Local(field.FieldType);
        Instruction[] address = isStatic
            ? [Instruction.Create(OpCodes.Ldsflda, field)]
            : [Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Ldflda, field)];
        editor.InsertAround(at, 1, [Il.Store(value), .. address, .. Tear(value, site), Il.Load(value)], []);
    }

    /// <summary>Rewrites the store of an array element at <paramref name="at"/>, which has been announced.</summary>
    public void Element(BodyEditor editor, Instruction at, TypeReference type, long site)
    {
        if (!IsTearable(type))
        {
            return;
        }

        var value = editor.Local(type);
        var index = editor.Local(context.Module.TypeSystem.Int32, "index");
        editor.InsertAround(
            at,
            1,
            [
                Il.Store(value),
                Il.Store(index),
                Instruction.Create(OpCodes.Dup),
                Il.Load(index),
                Instruction.Create(OpCodes.Ldelema, type),
                .. Tear(value, site),
                Il.Load(index),
                Il.Load(value),
            ],
            []);
    }

    private Instruction[] Tear(VariableDefinition value, long site) =>
        [Il.Load(value), Il.Site(site), Il.Call(Generics.Instantiate(context.Import(context.Runtime.TearStruct), [value.VariableType]))];

    // What a type parameter stands for is not looked at.
    private static bool IsTearable(TypeReference type) =>
        type is { IsValueType: true, IsPrimitive: false, ContainsGenericParameter: false }
        && Resolving.OrNull(type.Resolve) is { IsEnum: false, IsByReference: false } definition
        && definition.FullName != "System.Nullable`1"
        && definition.Fields.Count(field => !field.IsStatic) > 1;
}
