using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Emits the call that announces an access to a field.</summary>
internal static class FieldAccess
{
    /// <summary>Announces an access of which the stack holds the owner, or the owner and the value to be stored, and leaves the stack as it was.</summary>
    /// <param name="editor">The body's editor.</param>
    /// <param name="access">The access.</param>
    /// <param name="announce">The Runtime's method.</param>
    /// <param name="number">The field's stable number.</param>
    /// <param name="site">The site.</param>
    /// <param name="ownerIsObject">Whether the owner on the stack is an object; an address cannot be named.</param>
    public static void Announce(BodyEditor editor, Instruction access, MethodReference announce, int number, long site, bool ownerIsObject)
    {
        var field = (FieldReference)access.Operand;
        var at = editor.StartOf(access);
        var (id, push, call) = (Instruction.Create(OpCodes.Ldc_I4, number), Il.Site(site), Il.Call(announce));
        if (!ownerIsObject || access.OpCode.Code is Code.Ldsfld or Code.Stsfld or Code.Ldsflda)
        {
            editor.InsertBefore(at, Instruction.Create(OpCodes.Ldnull), id, push, call);
        }
        else if (access.OpCode.Code == Code.Stfld)
        {
            var value = editor.Local(TypeOf(field));
            editor.InsertBefore(at, Il.Store(value), Instruction.Create(OpCodes.Dup), id, push, call, Il.Load(value));
        }
        else
        {
            editor.InsertBefore(at, Instruction.Create(OpCodes.Dup), id, push, call);
        }
    }

    /// <summary>Announces a read, if there is one, where an address is taken, and a write where an assignment stores through it.</summary>
    public static void AnnounceCompound(BodyEditor editor, Instruction access, MethodReference? read, int number, long site, Instruction store, MethodReference write)
    {
        if (access.OpCode.Code == Code.Ldsflda)
        {
            if (read is not null)
            {
                Announce(editor, access, read, number, site, ownerIsObject: false);
            }

            editor.InsertBefore(editor.StartOf(store), Instruction.Create(OpCodes.Ldnull), Instruction.Create(OpCodes.Ldc_I4, number), Il.Site(site), Il.Call(write));
            return;
        }

        // Other assignments may lie between the two: the owner is kept in a local that no other insertion uses.
        var owner = editor.Local(editor.Body.Method.Module.TypeSystem.Object, $"owner at {access.Offset}");
        editor.InsertBefore(
            editor.StartOf(access),
            [Instruction.Create(OpCodes.Dup), Il.Store(owner), .. read is null ? [] : new[] { Il.Load(owner), Instruction.Create(OpCodes.Ldc_I4, number), Il.Site(site), Il.Call(read) }]);
        editor.InsertBefore(editor.StartOf(store), Il.Load(owner), Instruction.Create(OpCodes.Ldc_I4, number), Il.Site(site), Il.Call(write));
    }

    /// <summary>The field's type, with the type arguments of the instance that it is used on.</summary>
    public static TypeReference TypeOf(FieldReference field)
    {
        var type = field.FieldType is IModifierType modified ? modified.ElementType : field.FieldType;
        return field.DeclaringType is GenericInstanceType instance
            ? Generics.Substitute(type, p => p.Type == GenericParameterType.Type ? instance.GenericArguments[p.Position] : p)
            : type;
    }
}
