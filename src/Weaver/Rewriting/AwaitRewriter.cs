using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Gives the builder of an async method an awaiter of the Runtime that holds the real one.</summary>
/// <remarks>
/// Only the type argument of one call changes: this holds for every awaitable and every builder, and no field changes its type.
/// Where nothing is under control the original call is made, because builders have fast paths that go by the awaiter's type.
/// </remarks>
/// <param name="context">The module's context.</param>
internal sealed class AwaitRewriter(ModuleContext context)
{
    /// <summary>Rewrites the call at <paramref name="at"/> if it hands an awaiter to a builder.</summary>
    /// <returns>Whether it did.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var method = editor.Body.Method;
        if (at.Operand is not GenericInstanceMethod { HasThis: true, GenericArguments: [var awaiter, var stateMachine] } member
            || !IsAwait(member)
            || IsAwait(method)) // a builder that hands on to another: the awaiter that it was given is a Runtime's already
        {
            return false;
        }

        var wrapperType = Generics.Instantiate(context.Import(context.Runtime.Awaiter), awaiter);
        var wrapper = editor.Local(wrapperType);
        var machine = editor.Local(new ByReferenceType(stateMachine));
        var wrap = Generics.Instantiate(context.Import(context.Runtime.WrapAwaiter), [awaiter, stateMachine]);
        var constrained = editor.PrefixOf(at, Code.Constrained);
        var controlled = Il.Store(machine);
        var end = Instruction.Create(OpCodes.Nop);
        Instruction[] original = [.. Prefix(), Instruction.Create(at.OpCode, member)];
        Instruction[] handOn = [.. Prefix(), Instruction.Create(at.OpCode, Generics.Instantiate(member.ElementMethod, [wrapperType, stateMachine]))];
        Il.Drop(constrained);
        Il.Drop(editor.PrefixOf(at, Code.Tail)); // a tail call would leave the frame that holds the wrapper
        editor.Replace(
            at,
            [
                Il.Call(context.Import(context.Runtime.AwaitsAreControlled)),
                Instruction.Create(OpCodes.Brtrue, controlled),
                .. original,
                Instruction.Create(OpCodes.Br, end),
                controlled,
                Il.Load(machine),
                Instruction.Create(member.Name == "AwaitUnsafeOnCompleted" ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0),
                Il.Site(context.Sites.Add(method, at, "await")),
                Il.Call(wrap),
                Il.Store(wrapper),
                Instruction.Create(OpCodes.Ldloca, wrapper),
                Il.Load(machine),
                .. handOn,
                end,
            ]);
        return true;

        Instruction[] Prefix() => constrained is null ? [] : [Instruction.Create(OpCodes.Constrained, (TypeReference)constrained.Operand)];
    }

    /// <summary>Whether the method takes an awaiter and a state machine by reference, as builders do.</summary>
    public static bool IsAwait(MethodReference member) =>
        member.Name is "AwaitUnsafeOnCompleted" or "AwaitOnCompleted"
        && member.Parameters is [{ ParameterType: ByReferenceType }, { ParameterType: ByReferenceType }];
}
