using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Announces loads and stores of array elements: the array is the owner, the element's index stands in the field's number.</summary>
/// <param name="context">The module's context.</param>
/// <param name="structs">For elements that are structs.</param>
internal sealed class ArrayAccess(ModuleContext context, StructStores structs)
{
    /// <summary>The field's number of the first element: the index added at run time tells the elements of one array apart, the array itself tells arrays apart.</summary>
    public static readonly int Elements = StableHash.Of("[]");

    /// <summary>Names of the arrays whose elements are used.</summary>
    public ArrayNames Names { get; } = new(context);

    /// <summary>Rewrites the instruction at <paramref name="at"/> if it loads or stores an element.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        if (at.OpCode.Code is >= Code.Ldelem_I1 and <= Code.Ldelem_Ref or Code.Ldelem_Any)
        {
            Announce(editor, at, Names.Of(at), AddressUse.Read);
        }
        else if (StoredType(at) is { } type)
        {
            var value = editor.Local(type);
            Announce(editor, at, Names.Of(at), AddressUse.Write, value: value);
        }
    }

    /// <summary>Announces an access of which the stack holds the array and the index, and over them the value if there is one.</summary>
    /// <param name="editor">The body's editor.</param>
    /// <param name="at">The access.</param>
    /// <param name="name">What the report calls the element.</param>
    /// <param name="use">What kind of access.</param>
    /// <param name="address">What becomes of the element's address, if it is taken; where a compound assignment stores, a read is announced first, and the write there.</param>
    /// <param name="value">Holds the value meanwhile.</param>
    public void Announce(BodyEditor editor, Instruction at, string name, AddressUse use, FollowedAddress address = default, VariableDefinition? value = null)
    {
        var store = address.Store;
        var site = context.Sites.Add(editor.Body.Method, at, name);

        // Other assignments may lie between the two halves of a compound one: it has locals that no other insertion uses.
        var own = store is null ? "" : $" at {at.Offset}";
        var index = editor.Local(context.Module.TypeSystem.Int32, "index" + own);
        var array = store is null ? null : editor.Local(context.Module.TypeSystem.Object, "array" + own);
        var stored = at.OpCode.Code == Code.Stelem_Any ? (TypeReference)at.Operand : null;
        Instruction[] announcing =
        [
            Il.Store(index),
            Instruction.Create(OpCodes.Dup),
            .. array is null ? [] : new[] { Il.Store(array) },
            .. store is not null && address.StoresOnly ? [] : (Instruction[])[.. array is null ? [] : new[] { Il.Load(array) }, .. Element(index, site, context.Announcing(store is null ? use : AddressUse.Read))],
            Il.Load(index),
        ];
        editor.InsertBefore(editor.StartOf(at), value is null ? announcing : [Il.Store(value), .. announcing, Il.Load(value)]);
        if (stored is not null)
        {
            structs.Element(editor, at, stored, site);
        }

        if (store is not null)
        {
            editor.InsertBefore(editor.StartOf(store), [Il.Load(array!), .. Element(index, site, context.Announcing(AddressUse.Write))]);
        }

        structs.Change(editor, address, site);
    }

    private static Instruction[] Element(VariableDefinition index, long site, MethodReference announce) =>
        [Il.Load(index), Instruction.Create(OpCodes.Ldc_I4, Elements), Instruction.Create(OpCodes.Add), Il.Site(site), Il.Call(announce)];

    private TypeReference? StoredType(Instruction at) => at.OpCode.Code switch
    {
        Code.Stelem_I1 or Code.Stelem_I2 or Code.Stelem_I4 => context.Module.TypeSystem.Int32,
        Code.Stelem_I8 => context.Module.TypeSystem.Int64,
        Code.Stelem_R4 => context.Module.TypeSystem.Single,
        Code.Stelem_R8 => context.Module.TypeSystem.Double,
        Code.Stelem_I => context.Module.TypeSystem.IntPtr,
        Code.Stelem_Ref => context.Module.TypeSystem.Object,
        Code.Stelem_Any => (TypeReference)at.Operand,
        _ => null,
    };
}
