using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>The types of a module whose initialisers may wait for others. The runtime no longer starts these earlier than they are needed.</summary>
internal sealed class WaitingInitializers
{
    private readonly ModuleContext context;
    private readonly HashSet<MethodDefinition> neverWait = [];
    private readonly HashSet<TypeReference> types;

    /// <summary>Looks for them in a module of which nothing is woven yet.</summary>
    public WaitingInitializers(ModuleContext context)
    {
        this.context = context;
        types = [.. context.Module.GetTypes().SelectMany(type => type.Methods).Where(method => IsInitializer(method) && !context.Skipped.Contains(method) && MayWait(method)).Select(method => method.DeclaringType)];
        foreach (var type in types)
        {
            type.Resolve().IsBeforeFieldInit = false;
        }
    }

    /// <summary>Whether the method is a type's initialiser.</summary>
    public static bool IsInitializer(MethodDefinition method) => method is { IsConstructor: true, IsStatic: true, HasBody: true } or { Name: FreshStatics.InitializerName };

    /// <summary>Whether the type, or what it is an instance of, is one of them.</summary>
    public bool Contains(TypeReference type) => types.Count > 0 && types.Contains(type.GetElementType());

    // Whether anything that is scheduled is called, here or in what is called of the module.
    private bool MayWait(MethodDefinition initializer)
    {
        var seen = new HashSet<MethodDefinition> { initializer };
        var pending = new Stack<MethodDefinition>(seen);
        while (pending.TryPop(out var method))
        {
            foreach (var called in Called(method))
            {
                if (called.DeclaringType.GetElementType() is not TypeDefinition)
                {
                    if (context.Find(called) is { Kind: not RedirectionKind.Constructor })
                    {
                        return true;
                    }
                }
                else if (called.Resolve() is { HasBody: true } own && !neverWait.Contains(own) && seen.Add(own))
                {
                    pending.Push(own);
                }
            }
        }

        neverWait.UnionWith(seen);
        return false;
    }

    private static IEnumerable<MethodReference> Called(MethodDefinition method) =>
        method.Body.Instructions.Where(i => i.OpCode.FlowControl == FlowControl.Call).Select(i => i.Operand).OfType<MethodReference>();
}
