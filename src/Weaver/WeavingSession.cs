using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>What one worker weaves with. Nothing of it is shared with other workers: Cecil's objects are not safe for several threads.</summary>
internal sealed class WeavingSession : IDisposable
{
    private readonly ReferenceResolver resolver;
    private readonly ModuleDefinition runtime;
    private readonly AssemblyWeaver weaver;

    /// <summary>Reads the Runtime.</summary>
    /// <exception cref="WeaverException">The Runtime is none, or an input is one of the libraries whose members are redirected.</exception>
    public WeavingSession(WeaverOptions options)
    {
        ImageFile.Check(options.Runtime);
        if (options.Inputs.FirstOrDefault(i => ReferenceResolver.Redirected.Contains(Path.GetFileNameWithoutExtension(i.Input))).Input is { } redirected)
        {
            throw new WeaverException(Errors.RedirectedLibrary(redirected));
        }

        resolver = new ReferenceResolver([options.Runtime, .. options.Inputs.Select(i => i.Input), .. options.References]);
        runtime = ModuleDefinition.ReadModule(options.Runtime, new ReaderParameters { AssemblyResolver = resolver, InMemory = true });
        var contract = new RuntimeContract(runtime);
        contract.CheckVersion();
        var redirections = new RedirectionIndex(options.Table, runtime, resolver.FindType);
        weaver = new AssemblyWeaver(contract, redirections, resolver, options.Memory, new Libraries(options.Libraries, options.Woven, options.Table.Select(row => row.Library).OfType<string>()), options.FreshStatics);
    }

    /// <summary>Weaves one input.</summary>
    /// <exception cref="WeaverException">It cannot be woven, or the table does not match the Runtime.</exception>
    public WeavingResult Weave((string Input, string Output) files) => weaver.Weave(files.Input, files.Output);

    /// <inheritdoc/>
    public void Dispose()
    {
        runtime.Dispose();
        resolver.Dispose();
    }
}
