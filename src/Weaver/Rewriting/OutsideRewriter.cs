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

        var site = Il.Site(context.Sites.Add(editor.Body.Method, at, DynamicCalls.Contain(member) ? "dynamic member" : context.NameOf(member)));
        if (announce.HasGenericParameters)
        {
            Replace(editor, at, announce, site);
            return true;
        }

        if (announce == context.Runtime.RealTimeout)
        {
            editor.InsertBefore(editor.StartOf(at), site, Il.Call(context.Import(announce)));
            return true;
        }

        // Its arguments are its own: the stack of the call is not touched.
        editor.InsertBefore(
            editor.StartOf(at),
            [.. announce.Parameters.Count > 1 ? [Instruction.Create(OpCodes.Ldstr, context.AssemblyOf(member.DeclaringType))] : Array.Empty<Instruction>(),
            site,
            Il.Call(context.Import(announce))]);
        return ConnectionTable.KindOf(member) is null;
    }

    // Puts another delegate in the place of each that is on the stack. What lies above the first steps aside.
    private void Replace(BodyEditor editor, Instruction at, MethodDefinition replace, Instruction site)
    {
        var member = (MethodReference)at.Operand;
        var first = member.Parameters.First(p => CallbackTable.IsDelegate(p.ParameterType)).Index;
        var types = member.Parameters.Skip(first).Select(p => Generics.Substitute(p.ParameterType, parameter => Generics.ArgumentOf(parameter, member))).ToList();
        var above = types.Skip(1).Select((type, i) => editor.Local(type, $"argument {i}")).ToList();
        List<Instruction> added = [.. Enumerable.Reverse(above).Select(Il.Store)];
        foreach (var (i, type) in types.Index())
        {
            if (i > 0)
            {
                added.Add(Il.Load(above[i - 1]));
            }

            if (CallbackTable.IsDelegate(type))
            {
                added.Add(Instruction.Create(OpCodes.Ldc_I8, (long)site.Operand));
                added.Add(Il.Call(Generics.Instantiate(context.Import(replace), [type])));
            }
        }

        editor.InsertBefore(editor.StartOf(at), [.. added]);
    }
}
