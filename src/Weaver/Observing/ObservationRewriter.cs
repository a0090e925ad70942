using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Rewriting;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Observing;

/// <summary>
/// Brackets calls that block, signal, send, receive, start work or do I/O: where a program is observed on the real scheduler, a method made for the member says when
/// the call begins and ends. Where nothing is observed, that costs one look at a static field.
/// </summary>
/// <param name="context">The module's context.</param>
/// <param name="brackets">Makes the methods.</param>
internal sealed class ObservationRewriter(ModuleContext context, BracketFactory brackets)
{
    private readonly Dictionary<MetadataToken, string?> meanings = [];

    /// <summary>What the call at <paramref name="at"/>, not rewritten yet, means; null when it is not bracketed.</summary>
    public ObservedMember? Find(BodyEditor editor, Instruction at)
    {
        if (at.OpCode.Code is not (Code.Call or Code.Callvirt or Code.Newobj)
            || at.Operand is not MethodReference member
            || context.Runtime.ObservedCalls is null
            || MeaningOf(member) is not { } meaning
            || editor.PrefixOf(at, Code.Constrained) is not null
            || (at.OpCode.Code == Code.Newobj) != (member.Name == ".ctor")
            || (at.OpCode.Code == Code.Call && member.HasThis && !member.DeclaringType.IsValueType && context.IsVirtual(member))) // a base class's own
        {
            return null;
        }

        return new ObservedMember(member, at.OpCode, meaning, context.Find(member));
    }

    /// <summary>The bracket of a redirected member that a delegate is made of; null when it has none.</summary>
    public MethodDefinition? Find(MethodReference member, Redirection redirection) =>
        context.Runtime.ObservedCalls is not null && ObservationTable.MeaningOf(member) is { } meaning
            ? brackets.Of(new ObservedMember(member, member.HasThis ? OpCodes.Callvirt : OpCodes.Call, meaning, redirection))
            : null;

    /// <summary>Puts the way through the bracket beside the call, which may have been redirected or announced in the meantime.</summary>
    public void Bracket(BodyEditor editor, Instruction at, ObservedMember member)
    {
        Il.Drop(editor.PrefixOf(at, Code.Tail));
        var redirected = member.Redirection is not null;
        var site = redirected ? (long)at.Operand : context.Sites.Add(editor.Body.Method, at, context.NameOf(member.Reference));
        var bracket = Generics.Instantiate(brackets.Of(member), Generics.Arguments(member.Reference.DeclaringType, member.Reference));
        var observed = Il.Site(site);
        var end = Instruction.Create(OpCodes.Nop);
        editor.InsertAround(
            at,
            redirected ? 2 : 1,
            [Il.Call(context.Import(context.Runtime.IsObserving)), Instruction.Create(OpCodes.Brtrue, observed)],
            [Instruction.Create(OpCodes.Br, end), observed, Il.Call(bracket), end]);
    }

    private string? MeaningOf(MethodReference member)
    {
        if (!meanings.TryGetValue(member.MetadataToken, out var meaning))
        {
            meanings[member.MetadataToken] = meaning = ObservationTable.MeaningOf(member);
        }

        return meaning;
    }
}
