using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Observing;
using ConcurrencyTrace.Weaver.Rewriting.Memory;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Weaves one method after another of a module.</summary>
internal sealed class MethodWeaver(ModuleContext context)
{
    private readonly CallRewriter calls = new(context);
    private readonly OutsideRewriter outside = new(context);
    private readonly HashCodeRewriter hashCodes = new(context);
    private readonly EmptyCollectionRewriter empties = new(context);
    private readonly ProgressRewriter progress = new(context);
    private readonly AwaitRewriter awaits = new(context);
    private readonly VolatileRewriter volatiles = new(context);
    private readonly MemoryRewriter? memory = context.Memory ? new(context) : null;
    private readonly ObservationRewriter observations = new(context, new BracketFactory(context));
    private readonly TypeInitializerRewriter initializers = new(context);
    private readonly SynchronizedRewriter synchronized = new(context);

    private DelegateRewriter Delegates => field ??= new(context, new ThunkFactory(context), observations, memory?.Collections);

    /// <summary>Weaves the body of <paramref name="method"/>.</summary>
    public void Weave(MethodDefinition method)
    {
        var editor = new BodyEditor(method.Body);
        initializers.Rewrite(editor);
        synchronized.Rewrite(editor);
        foreach (var instruction in method.Body.Instructions)
        {
            var observed = observations.Find(editor, instruction);
            var reached = initializers.Find(method, instruction);
            Rewrite(editor, instruction);
            if (observed is not null)
            {
                observations.Bracket(editor, instruction, observed);
            }

            if (reached is not null)
            {
                initializers.Announce(editor, instruction, reached);
            }
        }

        editor.Apply();
    }

    /// <summary>Has a method that stays as it is say so when it runs.</summary>
    public void Announce(MethodDefinition method)
    {
        var editor = new BodyEditor(method.Body);
        var first = method.Body.Instructions[0];
        editor.InsertBefore(first, Il.Site(context.Sites.Add(method, first, "method")), Il.Call(context.Import(context.Runtime.Skipped)));
        editor.Apply();
    }

    private void Rewrite(BodyEditor editor, Instruction at)
    {
        switch (at.OpCode.Code)
        {
            case Code.Call or Code.Callvirt or Code.Newobj when awaits.Rewrite(editor, at) || calls.Rewrite(editor, at) || hashCodes.Rewrite(editor, at) || progress.Rewrite(editor, at) || outside.Rewrite(editor, at):
                break;
            case Code.Ldsfld when empties.Rewrite(editor, at):
                break;
            case Code.Ldftn or Code.Ldvirtftn:
                Delegates.Rewrite(editor, at);
                break;
            case Code.Ldfld or Code.Stfld or Code.Ldsfld or Code.Stsfld when editor.PrefixOf(at, Code.Volatile) is not null:
                volatiles.Rewrite(editor, at);
                break;
            default:
                memory?.Rewrite(editor, at);
                break;
        }
    }
}
