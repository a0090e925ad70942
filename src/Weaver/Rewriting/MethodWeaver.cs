using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Weaves one method after another of a module.</summary>
internal sealed class MethodWeaver(ModuleContext context)
{
    private readonly CallRewriter calls = new(context);
    private readonly AwaitRewriter awaits = new(context);
    private readonly DelegateRewriter delegates = new(context, new ThunkFactory(context));
    private readonly VolatileRewriter volatiles = new(context);
    private readonly TypeInitializerRewriter initializers = new(context);

    /// <summary>Weaves the body of <paramref name="method"/>.</summary>
    public void Weave(MethodDefinition method)
    {
        var editor = new BodyEditor(method.Body);
        initializers.Rewrite(editor);
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.OpCode.Code)
            {
                case Code.Call or Code.Callvirt or Code.Newobj:
                    if (!awaits.Rewrite(editor, instruction))
                    {
                        calls.Rewrite(editor, instruction);
                    }

                    break;
                case Code.Ldftn or Code.Ldvirtftn:
                    delegates.Rewrite(editor, instruction);
                    break;
                case Code.Ldfld or Code.Stfld or Code.Ldsfld or Code.Stsfld when Il.Prefix(instruction, Code.Volatile) is { } prefix:
                    volatiles.Rewrite(editor, prefix, instruction);
                    break;
            }
        }

        editor.Apply();
    }
}
