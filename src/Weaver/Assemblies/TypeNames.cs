using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>Tells which of many assemblies defines a type by a look at the names in them: to read them as Cecil does costs many times more, and most are not needed.</summary>
/// <param name="files">Paths of the assemblies, in the order in which they are looked through.</param>
internal sealed class TypeNames(IEnumerable<string> files) : IDisposable
{
    private readonly Dictionary<string, string> definedIn = [];
    private readonly IEnumerator<string> unseen = files.GetEnumerator();

    /// <summary>Path of the first assembly that defines the type; null when none does.</summary>
    /// <param name="type">Full name of the type, as metadata writes it; of a nested one, the outermost counts.</param>
    public string? FileOf(string type)
    {
        var outermost = type.Split('/')[0];
        string? file;
        while (!definedIn.TryGetValue(outermost, out file) && unseen.MoveNext())
        {
            Look(unseen.Current);
        }

        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => unseen.Dispose();

    private void Look(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        if (!image.HasMetadata)
        {
            return; // a native library among those that are copied to the output folder
        }

        var metadata = image.GetMetadataReader();
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => !type.IsNested))
        {
            definedIn.TryAdd($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", path);
        }
    }
}
