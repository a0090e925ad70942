using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Announces plain accesses to memory that threads may share: fields of objects and types, array elements, and the platform's collections.</summary>
/// <remarks>
/// A struct has no identity: what happens inside one that lies in an object's field counts as an access to that field, announced where its
/// address is taken. Addresses of locals are not followed.
/// </remarks>
/// <param name="context">The module's context.</param>
internal sealed class MemoryRewriter(ModuleContext context)
{
    private readonly SharedFields fields = new();
    private readonly AddressUses addresses = new(context);
    private readonly ArrayAccess arrays = new(context);
    private readonly CollectionAccess collections = new(context);

    /// <summary>Rewrites the instruction at <paramref name="at"/> if it accesses shared memory.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        switch (at.OpCode.Code)
        {
            case Code.Ldfld or Code.Ldsfld:
                Field(editor, at, AddressUse.Read);
                break;
            case Code.Stfld or Code.Stsfld:
                Field(editor, at, AddressUse.Write);
                break;
            case Code.Ldflda or Code.Ldsflda when addresses.Find(at) is var (use, store):
                Field(editor, at, use, store);
                break;
            case Code.Ldelema when addresses.Find(at) is var (use, store):
                arrays.Announce(editor, at, use, store);
                break;
            case Code.Call or Code.Callvirt:
                collections.Rewrite(editor, at);
                break;
            default:
                arrays.Rewrite(editor, at);
                break;
        }
    }

    private void Field(BodyEditor editor, Instruction at, AddressUse use, Instruction? store = null)
    {
        var field = (FieldReference)at.Operand;
        var isStatic = at.OpCode.Code is Code.Ldsfld or Code.Stsfld or Code.Ldsflda;
        if ((field.DeclaringType.IsValueType && !isStatic) || !fields.Contains(field, editor.Body.Method))
        {
            return;
        }

        var announce = context.Announcing(store is null ? use : AddressUse.Read);
        var site = context.Sites.Add(editor.Body.Method, at, DisplayNames.OfMember(field));
        if (store is null)
        {
            FieldAccess.Announce(editor, at, announce, site, ownerIsObject: !isStatic);
        }
        else
        {
            FieldAccess.AnnounceCompound(editor, at, announce, site, store, context.Announcing(AddressUse.Write));
        }
    }
}
