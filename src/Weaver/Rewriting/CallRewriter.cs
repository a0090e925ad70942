using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Sends <c>call</c>, <c>callvirt</c> and <c>newobj</c> of a redirected member to its target.</summary>
/// <param name="context">The module's context.</param>
internal sealed class CallRewriter(ModuleContext context)
{
    /// <summary>Rewrites the call at <paramref name="at"/> if its member is redirected.</summary>
    /// <returns>Whether it is.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var member = (MethodReference)at.Operand;
        var constrained = editor.PrefixOf(at, Code.Constrained);
        var type = constrained is null ? member.DeclaringType : (TypeReference)constrained.Operand;
        var redirection = constrained is null ? context.Find(member) : context.Redirections.FindImplementation(type, member.GetElementMethod());
        if (redirection is { Kind: RedirectionKind.Instance } && at.OpCode.Code == Code.Call && constrained is null && IsBaseCall(editor.Body.Method, redirection))
        {
            redirection = context.Redirections.FindBase(member.GetElementMethod());
        }

        if (redirection is null || Stays(at, redirection, constrained is not null))
        {
            return false;
        }

        Il.Drop(constrained);
        Il.Drop(editor.PrefixOf(at, Code.Tail));
        var site = Il.Site(context.Sites.Add(editor.Body.Method, at, context.AtomicTargets.Named(DisplayNames.OfMember(redirection.Original), at)));
        var call = Il.Call(Generics.Instantiate(context.Import(redirection.Target), Generics.Arguments(type, member)));
        if (redirection.OfLibrary)
        {
            Choose(editor, at, redirection, site, call);
        }
        else if (redirection.Kind == RedirectionKind.Constructor && at.OpCode.Code == Code.Call)
        {
            // A struct constructed in place: its address lies below the arguments.
            editor.Replace(at, site, call, Instruction.Create(OpCodes.Stobj, type));
        }
        else
        {
            editor.Replace(at, site, call);
        }

        return true;
    }

    /// <summary>Whether <paramref name="method"/>'s non-virtual use of the original means the base class's own implementation.</summary>
    public static bool IsBaseCall(MethodDefinition method, Redirection redirection)
    {
        if (!redirection.Original.IsVirtual || redirection.OnValueType)
        {
            return false;
        }

        var name = redirection.Original.DeclaringType.FullName;
        for (var type = method.DeclaringType.BaseType; type is not null; type = type.Resolve()?.BaseType)
        {
            if (type.GetElementType().FullName == name)
            {
                return true;
            }
        }

        return false;
    }

    // The arguments step aside, for either call takes them.
    private void Choose(BodyEditor editor, Instruction at, Redirection redirection, Instruction site, Instruction call)
    {
        var member = (MethodReference)at.Operand;
        var types = member.Parameters.Select(p => p.ParameterType);
        var arguments = (redirection.Kind == RedirectionKind.Instance ? types.Prepend(member.DeclaringType) : types).Select((type, i) => editor.Local(type, $"argument {i}")).ToList();
        var controlled = Instruction.Create(OpCodes.Nop);
        var end = Instruction.Create(OpCodes.Nop);
        editor.Replace(
            at,
            [
                .. Enumerable.Reverse(arguments).Select(Il.Store),
                Il.Call(context.Import(context.Runtime.IsControlled)),
                Instruction.Create(OpCodes.Brtrue, controlled),
                .. arguments.Select(Il.Load),
                Instruction.Create(at.OpCode, member),
                Instruction.Create(OpCodes.Br, end),
                controlled,
                .. arguments.Select(Il.Load),
                site,
                call,
                end,
            ]);
    }

    private static bool Stays(Instruction at, Redirection redirection, bool constrained) => redirection.Kind switch
    {
        RedirectionKind.Constructor => at.OpCode.Code != Code.Newobj && !redirection.OnValueType, // else a base or this constructor
        RedirectionKind.Instance when constrained => !redirection.OnValueType,
        _ => false,
    };
}
