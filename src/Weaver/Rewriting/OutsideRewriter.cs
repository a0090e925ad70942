using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Announces calls of what is known not to be under control, of what will call back from outside, of what works on files and connections, and of what is found at run time; the calls stay.</summary>
/// <param name="context">The module's context.</param>
internal sealed class OutsideRewriter(ModuleContext context)
{
    /// <summary>Announces the call at <paramref name="at"/> if its member is in one of the tables.</summary>
    /// <returns>Whether it is, and nothing is to be said of its arguments.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var member = (MethodReference)at.Operand;
        if (context.Outside(member) is not { } announce)
        {
            return false;
        }

        // Its arguments are its own: the stack of the call is not touched.
        editor.InsertBefore(
            editor.StartOf(at),
            [.. announce.Parameters.Count > 1 ? [Instruction.Create(OpCodes.Ldstr, context.AssemblyOf(member.DeclaringType))] : Array.Empty<Instruction>(),
            Il.Site(context.Sites.Add(editor.Body.Method, at, DynamicCalls.Contain(member) ? "dynamic member" : context.NameOf(member))),
            Il.Call(context.Import(announce))]);
        return ConnectionTable.KindOf(member) is null;
    }
}
