using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Brackets the call of <c>Progress&lt;T&gt;</c>'s constructor by a derived class's, which no redirection can stand in for.</summary>
/// <param name="context">The module's context.</param>
internal sealed class ProgressRewriter(ModuleContext context)
{
    /// <summary>Whether the member is one of its constructors.</summary>
    public static bool IsConstructor(MethodReference member) => member is { Name: ".ctor", DeclaringType: GenericInstanceType { ElementType.FullName: "System.Progress`1" } };

    /// <summary>Rewrites the call at <paramref name="at"/> if it is one.</summary>
    /// <returns>Whether it is.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var constructor = (MethodReference)at.Operand;
        if (at.OpCode.Code != Code.Call || !IsConstructor(constructor))
        {
            return false;
        }

        var site = Il.Site(context.Sites.Add(editor.Body.Method, at, DisplayNames.OfMember(constructor)));
        editor.InsertBefore(at, site, Il.Call(context.Import(context.Runtime.BeginProgress)));
        editor.InsertAfter(at, Il.Call(context.Import(context.Runtime.EndProgress)));
        return true;
    }
}
