using System.Reflection;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Files of the repository that the tests use; the build says where they are.</summary>
internal static class RepositoryFiles
{
    public static string Runtime { get; } = Path("Runtime");

    public static string Weaver { get; } = Path("Weaver");

    public static string BuildAssets { get; } = Path("BuildAssets");

    public static string PrimitivesDocument { get; } = Path("PrimitivesDocument");

    public static string OptionsDocument { get; } = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(PrimitivesDocument)!, "options.md");

    private static string Path(string key) =>
        System.IO.Path.GetFullPath(typeof(RepositoryFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!);
}
