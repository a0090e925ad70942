using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Announces reads and writes through an address that was made elsewhere: a by-ref parameter, local or field, <c>this</c> of a struct, a pointer, what a method
/// returned by reference. What it refers to is not known here: the Runtime is told the address, and whoever made it has announced what it is of.
/// </summary>
/// <param name="context">The module's context.</param>
/// <param name="addresses">Follows addresses.</param>
/// <param name="structs">For structs that are written through them.</param>
internal sealed class ReferenceAccess(ModuleContext context, AddressUses addresses, StructStores structs)
{
    // No names of what lies there.
    private const string This = "this";
    private const string Reference = "reference";

    /// <summary>Rewrites the use of the address that the instruction at <paramref name="at"/> pushes, if it pushes one.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var method = editor.Body.Method;
        if (NameOf(at, method) is not { } name || (method.IsConstructor && name == This))
        {
            return;
        }

        var followed = addresses.Follow(at);
        var (use, store, user, origin) = followed;
        if (name is not (This or Reference))
        {
            context.AtomicTargets.Note(followed, name);
        }

        if (store is not null)
        {
            var site = context.Sites.Add(method, at, name);
            var address = Keep(editor, at);
            editor.InsertAfter(origin, [.. Capture(address), .. followed.StoresOnly ? [] : Through(address, site, isWrite: false)]);
            editor.InsertBefore(editor.StartOf(store), Through(address, site, isWrite: true));
            structs.Through(editor, store, site);
            structs.Change(editor, followed, site);
        }
        else if (user is not null && (Dereferences(user) || (use == AddressUse.Write && user.Operand is MethodReference)) && editor.PrefixOf(user, Code.Volatile) is null)
        {
            var (site, isWrite, start) = (context.Sites.Add(method, user, name), use == AddressUse.Write, editor.StartOf(user));
            if (start == editor.StartOf(origin.Next) && StackEffect.Pops(user) == 1 && followed.Changed is null)
            {
                editor.InsertBefore(start, Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Conv_U), Il.Site(site), Il.Call(Announcing(isWrite)));
                return;
            }

            var address = Keep(editor, at);
            editor.InsertBefore(start, Through(address, site, isWrite));
            editor.InsertAfter(origin, Capture(address));
            structs.Through(editor, user, site);
            structs.Change(editor, followed, site);
        }
    }

    // Other accesses may lie between the address and its use: a local that no other insertion uses.
    private VariableDefinition Keep(BodyEditor editor, Instruction at) => editor.Local(context.Module.TypeSystem.UIntPtr, $"address at {at.Offset}");

    private static Instruction[] Capture(VariableDefinition address) =>
        [Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Conv_U), Il.Store(address)];

    private Instruction[] Through(VariableDefinition address, long site, bool isWrite) => [Il.Load(address), Il.Site(site), Il.Call(Announcing(isWrite))];

    private MethodReference Announcing(bool isWrite) => context.Import(isWrite ? context.Runtime.WriteThrough : context.Runtime.ReadThrough);

    private static bool Dereferences(Instruction user) =>
        user.OpCode.Code is Code.Ldfld or Code.Stfld or Code.Ldobj or Code.Stobj or Code.Initobj or Code.Cpobj
        || Il.LoadsThrough(user) || Il.StoresThrough(user);

    private string? NameOf(Instruction at, MethodDefinition method)
    {
        if (at.Operand is MethodReference called)
        {
            return IsAddress(called.ReturnType) && !IsOfLocal(at, called) ? context.NameOf(called) : null;
        }

        if (at.Operand is FieldReference field)
        {
            return IsAddress(field.FieldType) ? context.NameOf(field) : null;
        }

        if (Il.Local(at, method.Body) is { } local)
        {
            return IsAddress(local.VariableType) ? Reference : null;
        }

        return Il.Parameter(at, method.Body) is not { } parameter ? null
            : parameter == method.Body.ThisParameter ? method.DeclaringType.IsValueType && !DisplayNames.IsStateMachine(method.DeclaringType) ? This : null
            : IsAddress(parameter.ParameterType) ? parameter.Name : null;
    }

    // The compiler keeps the elements of a collection expression and of params spans in a local, and reaches them through methods of its own.
    private static bool IsOfLocal(Instruction at, MethodReference called) =>
        called.DeclaringType.Name == "<PrivateImplementationDetails>"
        && (called.Parameters.Count == 1 ? at.Previous : at.Previous?.Previous) is { OpCode.Code: Code.Ldloca or Code.Ldloca_S };

    // Whatever is said of it: in, ref readonly, pinned. A native integer is one where it is read or written through.
    private static bool IsAddress(TypeReference type) => type switch
    {
        ByReferenceType or PointerType or { MetadataType: MetadataType.IntPtr or MetadataType.UIntPtr } => true,
        PinnedType pinned => IsAddress(pinned.ElementType),
        IModifierType modified => IsAddress(modified.ElementType),
        _ => false,
    };
}
