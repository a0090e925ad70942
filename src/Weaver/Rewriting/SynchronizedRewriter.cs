using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Makes the monitor that the runtime takes for a method marked <c>MethodImplOptions.Synchronized</c> a call like any other, and removes the mark.
/// Methods of value types keep it: what they lock is a copy that nobody else has.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class SynchronizedRewriter(ModuleContext context)
{
    /// <summary>Whether the method is to be wrapped.</summary>
    public static bool Handles(MethodDefinition method) => method.IsSynchronized && (method.IsStatic || !method.DeclaringType.IsValueType);

    /// <summary>Wraps the body if the method is marked.</summary>
    public void Rewrite(BodyEditor editor)
    {
        var method = editor.Body.Method;
        if (!Handles(method))
        {
            return;
        }

        method.IsSynchronized = false;
        var site = context.Sites.Add(method, editor.Body.Instructions[0], "synchronized method");
        var (enter, exit) = method.IsStatic
            ? (context.Runtime.EnterSynchronizedType, context.Runtime.ExitSynchronizedType)
            : (context.Runtime.EnterSynchronized, context.Runtime.ExitSynchronized);
        editor.WrapInTryFinally([Locked(method), Il.Site(site), Il.Call(context.Import(enter))], [Locked(method), Il.Site(site), Il.Call(context.Import(exit))]);
    }

    private static Instruction Locked(MethodDefinition method) =>
        method.IsStatic ? Instruction.Create(OpCodes.Ldtoken, Generics.Self(method.DeclaringType)) : Instruction.Create(OpCodes.Ldarg_0);
}
