namespace ConcurrencyTrace.Weaver.Sites;

/// <summary>Names source files by where they lie in their repository, which is the same on every machine.</summary>
internal sealed class SourceNames
{
    private readonly Dictionary<string, string> names = [];
    private readonly Dictionary<string, string?> roots = [];

    /// <summary>The file's path below its repository, with <c>/</c>; as it is where this machine does not have the file's folder, or that belongs to none.</summary>
    /// <param name="path">As the PDB names it; may be empty.</param>
    public string Of(string path)
    {
        if (!names.TryGetValue(path, out var name))
        {
            var root = Path.IsPathFullyQualified(path) ? RootOf(Path.GetDirectoryName(path)) : null;
            names.Add(path, name = root is null ? path : Path.GetRelativePath(root, path).Replace('\\', '/'));
        }

        return name;
    }

    private string? RootOf(string? folder)
    {
        if (folder is null)
        {
            return null;
        }

        if (!roots.TryGetValue(folder, out var root))
        {
            roots.Add(folder, root = IsRoot(folder) ? folder : RootOf(Path.GetDirectoryName(folder)));
        }

        return root;
    }

    // What a checkout has, or an archive of one.
    private static bool IsRoot(string folder) =>
        Path.Exists(Path.Combine(folder, ".git"))
        || (Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(static file => Path.GetExtension(file) is ".sln" or ".slnx"));
}
