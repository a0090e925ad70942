using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Announces plain accesses to memory that threads may share: fields of objects and types, array elements, and the platform's collections.</summary>
/// <remarks>
/// A struct has no identity: what happens inside one that lies in an object's field counts as an access to that field, announced where its
/// address is taken, and by the code that gets the address where it could be shared. Addresses of locals are not followed.
/// </remarks>
internal sealed class MemoryRewriter
{
    private readonly SharedFields fields;
    private readonly ModuleContext context;
    private readonly AddressUses addresses;
    private readonly ReferenceAccess references;
    private readonly ArrayAccess arrays;
    private readonly StructStores structs;
    private readonly MappedProperties mapped;

    /// <summary>A rewriter of one module.</summary>
    public MemoryRewriter(ModuleContext context)
    {
        this.context = context;
        addresses = new AddressUses(context);
        var construction = new Construction();
        fields = new SharedFields(new EffectivelyReadOnly(context.Module, addresses, construction), construction);
        structs = new StructStores(context);
        mapped = new MappedProperties(context);
        references = new ReferenceAccess(context, addresses, structs);
        arrays = new ArrayAccess(context, structs);
        Collections = new CollectionAccess(context);
    }

    /// <summary>Announces what calls do with collections.</summary>
    public CollectionAccess Collections { get; }

    /// <summary>Rewrites the instruction at <paramref name="at"/> if it accesses shared memory.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        arrays.Names.Note(editor.Body.Method, at);
        switch (at.OpCode.Code)
        {
            case Code.Ldfld or Code.Ldsfld:
                Field(editor, at, AddressUse.Read);
                references.Rewrite(editor, at);
                break;
            case Code.Stfld or Code.Stsfld:
                Field(editor, at, AddressUse.Write);
                break;
            case Code.Ldflda or Code.Ldsflda when addresses.Follow(at) is var address:
                context.AtomicTargets.Note(address, context.NameOf((FieldReference)at.Operand));
                Field(editor, at, address.Use, address);
                break;
            case Code.Ldelema when addresses.Follow(at) is var address:
                var element = arrays.Names.Of(at);
                context.AtomicTargets.Note(address, element);
                arrays.Announce(editor, at, element, address.Use, address);
                break;
            case >= Code.Ldarg_0 and <= Code.Ldloc_3 or Code.Ldarg_S or Code.Ldarg or Code.Ldloc_S or Code.Ldloc:
                references.Rewrite(editor, at);
                break;
            case Code.Call or Code.Callvirt or Code.Newobj:
                references.Rewrite(editor, at);
                Collections.Rewrite(editor, at);
                mapped.Rewrite(editor, at);
                break;
            default:
                arrays.Rewrite(editor, at);
                break;
        }
    }

    private void Field(BodyEditor editor, Instruction at, AddressUse use, FollowedAddress address = default)
    {
        var store = address.Store;
        var field = (FieldReference)at.Operand;
        var isStatic = at.OpCode.Code is Code.Ldsfld or Code.Stsfld or Code.Ldsflda;
        if ((field.DeclaringType.IsValueType && !isStatic) || !fields.Contains(field, editor.Body.Method, at))
        {
            return;
        }

        var announce = context.Announcing(store is null ? use : AddressUse.Read);
        var site = context.Sites.Add(editor.Body.Method, at, context.NameOf(field));
        var isStore = at.OpCode.Code is Code.Stfld or Code.Stsfld;
        if (MappedProperties.IsAccessor(editor.Body.Method))
        {
            MappedProperties.AnnounceTearing(editor, at, context.Announcing(AddressUse.Write), site);
        }
        else if (store is null)
        {
            FieldAccess.Announce(editor, at, announce, context.NumberOf(field), site, ownerIsObject: !isStatic);
        }
        else
        {
            FieldAccess.AnnounceCompound(editor, at, address.StoresOnly ? null : announce, context.NumberOf(field), site, store, context.Announcing(AddressUse.Write));
        }

        if (isStore)
        {
            structs.Field(editor, at, field, isStatic, site);
        }

        structs.Change(editor, address, site);
    }
}
