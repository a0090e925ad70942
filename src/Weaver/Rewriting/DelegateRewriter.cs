using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Observing;
using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Rewriting.Memory;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Sends <c>ldftn</c> and <c>ldvirtftn</c> of a redirected member, or of one that uses a collection (a method group made a delegate), to a thunk.</summary>
/// <param name="context">The module's context.</param>
/// <param name="thunks">Makes the thunks.</param>
/// <param name="observations">Knows the members that are bracketed.</param>
/// <param name="collections">Knows the members that use collections; null where memory is not woven.</param>
internal sealed class DelegateRewriter(ModuleContext context, ThunkFactory thunks, ObservationRewriter observations, CollectionAccess? collections)
{
    private readonly Dictionary<(TypeDefinition, string), MethodDefinition> shared = [];

    // Two delegates are equal when their methods are the same one: who is taken off a list of handlers has to be who was put there, as a rule by the same class.
    private HashSet<(TypeDefinition, string)> Removed => field ??=
    [
        .. context.Module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions.Where(IsRemoved).Select(at => (OutermostOf(method), NameOf(at)))),
    ];

    private MethodReference GetTypeOf
    {
        get
        {
            var types = context.Module.TypeSystem;
            return field ??= new MethodReference(nameof(GetType), new TypeReference(nameof(System), nameof(Type), context.Module, types.CoreLibrary), types.Object) { HasThis = true };
        }
    }

    /// <summary>Rewrites the instruction at <paramref name="at"/> if its member is one of them.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var member = (MethodReference)at.Operand;
        var isVirtual = at.OpCode.Code == Code.Ldvirtftn;
        if (ThunkFor(editor.Body.Method, at, member, isVirtual) is not { } thunk)
        {
            return;
        }

        var load = Instruction.Create(OpCodes.Ldftn, Generics.Instantiate(thunk, Generics.Arguments(member.DeclaringType, member)));
        // A delegate of an instance's method wants an instance, that of a thunk does not. ldvirtftn has a copy of its own on the stack.
        if (isVirtual)
        {
            editor.Replace(at, Instruction.Create(OpCodes.Callvirt, GetTypeOf), Instruction.Create(OpCodes.Pop), load);
        }
        else if (member.HasThis && !member.DeclaringType.IsValueType)
        {
            editor.Replace(at, Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Callvirt, GetTypeOf), Instruction.Create(OpCodes.Pop), load);
        }
        else
        {
            editor.Replace(at, load);
        }
    }

    private MethodDefinition? ThunkFor(MethodDefinition method, Instruction at, MethodReference member, bool isVirtual)
    {
        var redirection = context.Find(member);
        if (redirection is null ? collections?.MayBeDelegate(member, isVirtual) != true : redirection is { Kind: RedirectionKind.Constructor } or { OfLibrary: true } || (!isVirtual && CallRewriter.IsBaseCall(method, redirection)))
        {
            return null;
        }

        var key = (OutermostOf(method), NameOf(at));
        if (shared.TryGetValue(key, out var known))
        {
            return known;
        }

        var site = context.Sites.Add(method, at, redirection is null ? context.NameOf(member) : DisplayNames.OfMember(redirection.Original));
        var thunk = redirection is null ? CallsAsIs(member, site) : thunks.Create(redirection, observations.Find(member, redirection), site);
        if (Removed.Contains(key))
        {
            shared[key] = thunk;
        }

        return thunk;
    }

    private MethodDefinition CallsAsIs(MethodReference member, long site)
    {
        var thunk = thunks.Create(member, site);
        collections!.RewriteThunk(thunk, site);
        return thunk;
    }

    private static bool IsRemoved(Instruction at) =>
        at is { OpCode.Code: Code.Ldftn or Code.Ldvirtftn, Next: { OpCode.Code: Code.Newobj, Next: { OpCode.Code: Code.Call or Code.Callvirt, Operand: MethodReference remover } } }
        && (remover.Name.StartsWith("remove_", StringComparison.Ordinal) || remover is { Name: "Remove", DeclaringType.FullName: "System.Delegate" });

    private static TypeDefinition OutermostOf(MethodDefinition method)
    {
        var type = method.DeclaringType;
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static string NameOf(Instruction at) => ((MethodReference)at.Operand).GetElementMethod().FullName;
}
