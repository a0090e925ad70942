using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>Finds assemblies by simple name among the project's references: the build has chosen the versions.</summary>
internal sealed class ReferenceResolver : IAssemblyResolver
{
    /// <summary>Libraries of the platform where nearly all redirected types live. They are looked through first, so that looking a type up opens few files.</summary>
    public static IReadOnlyList<string> Redirected { get; } =
    [
        "System.Runtime", "System.Threading", "System.Threading.Thread", "System.Threading.ThreadPool", "System.Collections", "System.Threading.Tasks.Parallel",
        "System.Threading.Channels", "System.Collections.Concurrent", "System.Linq.Parallel", "System.Private.CoreLib", "System.Collections.Immutable", "System.IO.Pipelines",
    ];

    private readonly Dictionary<string, string> paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AssemblyDefinition> loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly TypeNames platform;

    /// <summary>Creates a resolver over these files; of two with one name, the first counts.</summary>
    public ReferenceResolver(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            paths.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        var others = paths.Keys.Where(name => name.StartsWith("System.", StringComparison.OrdinalIgnoreCase)).Except(Redirected);
        platform = new TypeNames(Redirected.Concat(others).Select(name => paths.GetValueOrDefault(name)).OfType<string>());
    }

    /// <inheritdoc/>
    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

    /// <inheritdoc/>
    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) =>
        Load(name.Name) ?? throw new AssemblyResolutionException(name);

    /// <summary>Finds the original of a row; null when no reference defines it.</summary>
    public TypeDefinition? FindType(RedirectionRow row) =>
        row.Library is null ? FindType(row.Original) : Load(row.Library)?.MainModule.GetType(row.Original);

    /// <summary>Finds a type of the platform by its full name; null when no reference defines it.</summary>
    public TypeDefinition? FindType(string fullName) =>
        platform.FileOf(fullName) is { } file ? Load(Path.GetFileNameWithoutExtension(file))?.MainModule.GetType(fullName) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var assembly in loaded.Values)
        {
            assembly.Dispose();
        }

        loaded.Clear();
        platform.Dispose();
    }

    // Only its metadata is looked at, which Cecil has read when it returns: no file stays open, and no copy of the code in memory.
    private AssemblyDefinition? Load(string name)
    {
        if (!loaded.TryGetValue(name, out var assembly) && paths.TryGetValue(name, out var path))
        {
            using var file = File.OpenRead(path);
            loaded[name] = assembly = AssemblyDefinition.ReadAssembly(file, new ReaderParameters { AssemblyResolver = this });
        }

        return assembly;
    }
}
