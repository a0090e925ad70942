using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Announces loads and stores of array elements: the array is the owner, the element's index stands in the field's number.</summary>
/// <param name="context">The module's context.</param>
internal sealed class ArrayAccess(ModuleContext context)
{
    // The index added at run time tells the elements of one array apart; the array itself tells arrays apart.
    private static readonly int Elements = StableHash.Of("[]");

    /// <summary>Rewrites the instruction at <paramref name="at"/> if it loads or stores an element.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        if (at.OpCode.Code is >= Code.Ldelem_I1 and <= Code.Ldelem_Ref or Code.Ldelem_Any)
        {
            Announce(editor, at, isWrite: false);
        }
        else if (StoredType(at) is { } type)
        {
            var value = editor.Local(type);
            Announce(editor, at, isWrite: true, value);
        }
    }

    /// <summary>Announces an access of which the stack holds the array and the index, and over them the value if there is one.</summary>
    public void Announce(BodyEditor editor, Instruction at, bool isWrite, VariableDefinition? value = null)
    {
        var index = editor.Local(context.Module.TypeSystem.Int32, "index");
        var announce = context.Import(isWrite ? context.Runtime.Write : context.Runtime.Read);
        Instruction[] announcing =
        [
            Il.Store(index),
            Instruction.Create(OpCodes.Dup),
            Il.Load(index),
            Instruction.Create(OpCodes.Ldc_I4, Elements),
            Instruction.Create(OpCodes.Add),
            Il.Site(context.Sites.Add(editor.Body.Method, at, "array element")),
            Il.Call(announce),
            Il.Load(index),
        ];
        editor.InsertBefore(Il.Start(at), value is null ? announcing : [Il.Store(value), .. announcing, Il.Load(value)]);
    }

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
