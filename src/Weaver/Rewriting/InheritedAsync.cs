using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Streams, readers and writers of the program's own get a class of the Runtime's between them and their base: what they inherit of asynchronous members would run
/// their synchronous ones on the thread pool, and it is mostly the platform that calls them.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class InheritedAsync(ModuleContext context)
{
    private static readonly string[] Bases = ["System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter"];

    /// <summary>Rewrites the types, of whose methods nothing may be woven yet.</summary>
    public void Rewrite()
    {
        if (!Bases.Any(name => context.Module.TryGetTypeReference(name, out _)))
        {
            return;
        }

        foreach (var type in context.Module.GetTypes().Where(static type => type.IsClass && type.BaseType is not null))
        {
            if (RootOf(type) is { } root)
            {
                Rewrite(type, root);
            }
        }
    }

    // The class at the base of its woven ones; null where that is none of these, or one that is not woven inherits from it in between.
    private TypeReference? RootOf(TypeDefinition type)
    {
        var definition = type;
        while (!SkippedMethods.IsMarked(definition) && definition.BaseType is { } inherited)
        {
            if (Bases.Contains(inherited.FullName) || IsStandIn(inherited))
            {
                return inherited;
            }

            if (!context.IsWoven(inherited) || inherited.Resolve() is not { } next)
            {
                return null;
            }

            definition = next;
        }

        return null;
    }

    private static bool IsStandIn(TypeReference type) => type.Namespace == RedirectionTable.TargetNamespace;

    private void Rewrite(TypeDefinition type, TypeReference root)
    {
        var standIn = context.Runtime.StandInOf(root.Name.Replace("Controlled", "", StringComparison.Ordinal));
        if (ReferenceEquals(type.BaseType, root) && !IsStandIn(root))
        {
            type.BaseType = context.Import(standIn);
        }

        var calls = type.Methods.Where(static m => m.HasBody).SelectMany(static m => m.Body.Instructions).Where(static i => i.OpCode.Code is Code.Call or Code.Ldftn);
        foreach (var call in calls)
        {
            if (call.Operand is MethodReference { HasThis: true } inherited && Bases.Contains(inherited.DeclaringType.FullName) && InStandIn(standIn, inherited) is { } instead)
            {
                call.Operand = context.Import(instead);
            }
        }
    }

    private static MethodDefinition? InStandIn(TypeDefinition standIn, MethodReference inherited) =>
        standIn.Methods.FirstOrDefault(method =>
            method.Name == inherited.Name && method.Parameters.Select(p => p.ParameterType.FullName).SequenceEqual(inherited.Parameters.Select(p => p.ParameterType.FullName)));
}
