using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Observing;
using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Sends <c>ldftn</c> and <c>ldvirtftn</c> of a redirected member (a method group made a delegate) to a thunk.</summary>
/// <param name="context">The module's context.</param>
/// <param name="thunks">Makes the thunks.</param>
/// <param name="observations">Knows the members that are bracketed.</param>
internal sealed class DelegateRewriter(ModuleContext context, ThunkFactory thunks, ObservationRewriter observations)
{
    /// <summary>Rewrites the instruction at <paramref name="at"/> if its member is redirected.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var member = (MethodReference)at.Operand;
        var method = editor.Body.Method;
        var isVirtual = at.OpCode.Code == Code.Ldvirtftn;
        if (context.Find(member) is not { Kind: not RedirectionKind.Constructor, OfLibrary: false } redirection
            || (!isVirtual && CallRewriter.IsBaseCall(method, redirection)))
        {
            return;
        }

        var site = context.Sites.Add(method, at, DisplayNames.OfMember(redirection.Original));
        var thunk = Generics.Instantiate(thunks.Create(redirection, observations.Find(member, redirection), site), Generics.Arguments(member.DeclaringType, member));
        var load = Instruction.Create(OpCodes.Ldftn, thunk);
        if (isVirtual)
        {
            // The original instruction stays for its null check.
            editor.Replace(at, Instruction.Create(OpCodes.Ldvirtftn, member), Instruction.Create(OpCodes.Pop), load);
        }
        else
        {
            editor.Replace(at, load);
        }
    }
}
