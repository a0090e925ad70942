using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Tells the Runtime when a type initialiser runs: the runtime holds a lock of its own around it, so it must run as one step.</summary>
/// <param name="context">The module's context.</param>
internal sealed class TypeInitializerRewriter(ModuleContext context)
{
    /// <summary>Wraps the body if it is a type initialiser that calls anything.</summary>
    public void Rewrite(BodyEditor editor)
    {
        var method = editor.Body.Method;
        if (method is not { IsConstructor: true, IsStatic: true } || !editor.Body.Instructions.Any(i => CallsOut(method, i)))
        {
            return;
        }

        var site = context.Sites.Add(method, editor.Body.Instructions[0], "static constructor");
        editor.WrapInTryFinally(
            [Il.Site(site), Il.Call(context.Import(context.Runtime.EnterTypeInitializer))],
            [Il.Call(context.Import(context.Runtime.ExitTypeInitializer))]);
    }

    // The compiler's singletons for lambdas allocate their own type and nothing else.
    private static bool CallsOut(MethodDefinition initializer, Instruction instruction) =>
        instruction.OpCode.FlowControl == FlowControl.Call
        && instruction.Operand is MethodReference { DeclaringType: var type, Name: var name }
        && !(instruction.OpCode.Code == Code.Newobj && type.GetElementType() == initializer.DeclaringType)
        && !(name == "InitializeArray" && type.FullName == "System.Runtime.CompilerServices.RuntimeHelpers");
}
