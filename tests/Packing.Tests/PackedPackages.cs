[assembly: AssemblyFixture(typeof(ConcurrencyTrace.Packing.Tests.PackedPackages))]

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>The packages of this build, packed once into a folder of their own.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("packing-").FullName;

    public PackedPackages()
    {
        var (exitCode, output) = Shell.DotNet(RepositoryFiles.Root, "pack", "ConcurrencyTrace.sln", "--no-build", "-c", RepositoryFiles.Configuration, "-o", Feed, "-nologo");
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The folder with the packages.</summary>
    public string Feed => Path.Combine(root, "feed");

    /// <summary>The version that they all have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(File("ConcurrencyTrace.Runtime"))["ConcurrencyTrace.Runtime.".Length..];

    /// <summary>The package with this id.</summary>
    public string File(string id) => Assert.Single(Directory.GetFiles(Feed, $"{id}.*.nupkg"), file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]));

    /// <summary>A stranger's solution in a folder of its own, which takes the packages from the feed.</summary>
    public string NewConsumer(string name, string? testRunner)
    {
        var folder = Path.Combine(root, name);
        var source = Path.Combine(AppContext.BaseDirectory, "Consumer");
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }

        // Packages of others come from where this build got them; these never get into the machine's own folder, where the next build's would be taken for them.
        System.IO.File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "packages")}" /></config>
              <fallbackPackageFolders><add key="machine" value="{RepositoryFiles.PackageFolder}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="packed"><package pattern="ConcurrencyTrace.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        System.IO.File.WriteAllText(Path.Combine(folder, "global.json"), testRunner is null ? "{}" : $$"""{ "test": { "runner": "{{testRunner}}" } }""");
        System.IO.File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"<Project><PropertyGroup><Packed>{Version}</Packed><Runner>{(testRunner is null ? "VSTest" : "")}</Runner></PropertyGroup></Project>");
        return folder;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
