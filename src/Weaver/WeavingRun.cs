using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>Weaves a list of assemblies against one Runtime.</summary>
internal static class WeavingRun
{
    /// <summary>Weaves the inputs and says what became of each, in their order.</summary>
    /// <exception cref="WeaverException">An input cannot be woven, or the table does not match the Runtime.</exception>
    public static IReadOnlyList<WeavingResult> Execute(WeaverOptions options)
    {
        ImageFile.Check(options.Runtime);
        using var resolver = new ReferenceResolver([options.Runtime, .. options.Inputs.Select(i => i.Input), .. options.References]);
        using var runtime = ModuleDefinition.ReadModule(options.Runtime, new ReaderParameters { AssemblyResolver = resolver });
        var contract = new RuntimeContract(runtime);
        contract.CheckVersion();
        var redirections = RedirectionIndex.Create(options.Table, runtime, resolver.FindType);
        var weaver = new AssemblyWeaver(contract, redirections, resolver, options.Memory);
        return [.. options.Inputs.Select(i => weaver.Weave(i.Input, i.Output))];
    }
}
