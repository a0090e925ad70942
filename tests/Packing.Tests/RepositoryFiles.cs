using System.Reflection;

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>Where things are; the build says so.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Metadata("Repository")));

    public static string Configuration { get; } = Metadata("Configuration");

    public static string PackageFolder { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Metadata("PackageFolder")));

    private static string Metadata(string key) =>
        typeof(RepositoryFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
