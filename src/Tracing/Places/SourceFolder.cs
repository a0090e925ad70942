namespace ConcurrencyTrace.Tracing.Places;

/// <summary>Finds the folder of a source file on this machine.</summary>
internal static class SourceFolder
{
    /// <summary>The folder; null where this machine does not have it.</summary>
    /// <param name="sourceFile">The path that the compiler knew. A build with deterministic paths knows <c>/_/tests/FileTests.cs</c>, which is below some folder above the assembly.</param>
    public static string? Of(string? sourceFile)
    {
        if (Path.GetDirectoryName(sourceFile) is not { Length: > 0 } folder)
        {
            return null;
        }

        return Directory.Exists(folder) ? folder : folder.Replace('\\', '/') is ['/', '_', ..] mapped ? BelowAncestor(mapped) : null;
    }

    private static string? BelowAncestor(string mapped)
    {
        var relative = mapped[(mapped.IndexOf('/', 1) + 1)..];
        for (var ancestor = new DirectoryInfo(AppContext.BaseDirectory); ancestor is not null; ancestor = ancestor.Parent)
        {
            if (Path.Combine(ancestor.FullName, relative) is var candidate && Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
