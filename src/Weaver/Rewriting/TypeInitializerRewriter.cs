using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Tells the Runtime when a type initialiser runs: the runtime holds a lock of its own around it, so it must run as one step. Where one may wait, which lets others run, what
/// would start it or wait for its end is told, too.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class TypeInitializerRewriter(ModuleContext context)
{
    /// <summary>Wraps the body if it is a type initialiser in which anything may be scheduled.</summary>
    public void Rewrite(BodyEditor editor)
    {
        var method = editor.Body.Method;
        if (!WaitingInitializers.IsInitializer(method) || !editor.Body.Instructions.Any(i => ReachesOut(method, i)))
        {
            return;
        }

        var site = context.Sites.Add(method, editor.Body.Instructions[0], "static constructor");
        var self = Generics.Self(method.DeclaringType);
        editor.WrapInTryFinally(
            [Instruction.Create(OpCodes.Ldtoken, self), Il.Site(site), Il.Call(context.Import(context.Runtime.EnterTypeInitializer))],
            [Instruction.Create(OpCodes.Ldtoken, self), Il.Call(context.Import(context.Runtime.ExitTypeInitializer))]);
    }

    /// <summary>The type whose initialiser the instruction starts, unless it has run; null where that cannot wait.</summary>
    public TypeReference? Find(MethodDefinition method, Instruction at) =>
        Reached(at) is { } reached && context.WaitingInitializers.Contains(reached) && method.DeclaringType != reached.GetElementType() ? reached : null;

    /// <summary>Announces an instruction, whatever stands in its place by now, that reaches such a type.</summary>
    public void Announce(BodyEditor editor, Instruction at, TypeReference reached)
    {
        var site = context.Sites.Add(editor.Body.Method, at, "static constructor");
        editor.InsertBefore(editor.StartOf(at), Instruction.Create(OpCodes.Ldtoken, reached), Il.Site(site), Il.Call(context.Import(context.Runtime.ReachTypeInitializer)));
    }

    private static TypeReference? Reached(Instruction at) => at switch
    {
        { OpCode.Code: Code.Ldsfld or Code.Stsfld or Code.Ldsflda, Operand: FieldReference field } => field.DeclaringType,
        { OpCode.Code: Code.Newobj, Operand: MethodReference constructor } => constructor.DeclaringType,
        { OpCode.Code: Code.Call, Operand: MethodReference { HasThis: false } method } => method.DeclaringType,
        _ => null,
    };

    // What is scheduled inside would let others run, who may need the type: calls, and accesses to what others see, if only later.
    private static bool ReachesOut(MethodDefinition initializer, Instruction instruction) => instruction switch
    {
        { OpCode.Code: Code.Ldsfld or Code.Stsfld or Code.Ldsflda, Operand: FieldReference { DeclaringType: var type } field } =>
            type.GetElementType() != initializer.DeclaringType || field.Resolve() is not { IsInitOnly: true },
        { OpCode.Code: Code.Ldfld or Code.Stfld or Code.Ldflda or (>= Code.Ldelema and <= Code.Stelem_Any) } => true,
        { OpCode.FlowControl: FlowControl.Call, Operand: MethodReference { DeclaringType: var type, Name: var name } called } =>
            !(type.GetElementType() == initializer.DeclaringType && IsTrivialConstructor(called))
            && !(name == "InitializeArray" && type.FullName == "System.Runtime.CompilerServices.RuntimeHelpers"),
        _ => false,
    };

    // The compiler's singletons for lambdas allocate their own type and nothing else; those that people write often do all their work in a constructor.
    private static bool IsTrivialConstructor(MethodReference called) =>
        called.Resolve() is { IsConstructor: true, HasBody: true, Body.Instructions: var body }
        && body.All(i => i.OpCode.FlowControl != FlowControl.Call || i.Operand is MethodReference { Name: ".ctor", DeclaringType.FullName: "System.Object" });
}
