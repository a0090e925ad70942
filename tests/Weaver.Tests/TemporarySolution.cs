using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using EmbeddedResource = Mono.Cecil.EmbeddedResource;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>An application, a library that it references and a package that it names, outside the repository.</summary>
internal sealed class TemporarySolution : IDisposable
{
    private const string Marker = "ConcurrencyTrace: weaving ";
    private readonly string folder = Weaving.TemporaryFolder();

    public TemporarySolution()
    {
        Write("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><RunAnalyzers>false</RunAnalyzers></PropertyGroup></Project>");
        Write("Lib/Lib.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Write("Lib/Lib.cs", "public static class Lib { static readonly object gate = new(); public static int Next(int n) { lock (gate) { return n + 1; } } }");
        Write("App/App.cs", "Console.Write(await Task.Run(() => Lib.Next(3)));");
        Write("App/App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <Named>Polly.Core</Named>
                <PollyVersion>8.6.5</PollyVersion>
                <ConcurrencyTraceWeaverPath>{RepositoryFiles.Weaver}</ConcurrencyTraceWeaverPath>
                <CustomAfterMicrosoftCommonTargets>{RepositoryFiles.BuildAssets}ConcurrencyTrace.Weaving.targets</CustomAfterMicrosoftCommonTargets>
              </PropertyGroup>
              <Import Project="{RepositoryFiles.BuildAssets}ConcurrencyTrace.Weaving.props" />
              <ItemGroup>
                <ProjectReference Include="../Lib/Lib.csproj" />
                <PackageReference Include="Polly.Core" Version="$(PollyVersion)" />
                <Reference Include="{RepositoryFiles.Runtime}" />
                <ConcurrencyTraceWeave Include="$(Named)" Why="so that the item has metadata" />
                <ConcurrencyTraceKnownLibrary Remove="$(Left)" />
                <ConcurrencyTraceFreshStatics Include="$(Fresh)" />
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>Builds, and says which assemblies were woven.</summary>
    public IReadOnlyList<string> Build(params string[] arguments)
    {
        var output = Run(["build", .. arguments]);
        Assert.True(output.Contains("Build succeeded", StringComparison.Ordinal), output);
        var line = output.Split('\n').FirstOrDefault(l => l.Contains(Marker, StringComparison.Ordinal));
        return line is null ? [] : [.. line.Trim()[Marker.Length..].Split(", ").Order(StringComparer.Ordinal)];
    }

    public void ReferToFramework(string name) => ReferTo($"<FrameworkReference Include=\"{name}\" />");

    public void ReferToPackage(string name, string version) => ReferTo($"<PackageReference Include=\"{name}\" Version=\"{version}\" />");

    private void ReferTo(string reference) =>
        Write("App/App.csproj", Read("App/App.csproj").Replace("<ItemGroup>", "<ItemGroup>" + reference, StringComparison.Ordinal));

    /// <summary>What is in a list of the build once it has chosen what to weave.</summary>
    public IReadOnlyList<string> Items(string name, params string[] arguments)
    {
        var output = Run(["build", "-t:Compile;_ConcurrencyTraceCollect", "-getItem:" + name, .. arguments]);
        using var document = JsonDocument.Parse(output);
        return [.. document.RootElement.GetProperty("Items").GetProperty(name).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }

    // Nothing of it goes on when it is over. One node: another would start later than the two projects are built.
    public string Run(params string[] arguments) =>
        Execute([.. arguments, Path("App"), "-nologo", "-v:m", "-clp:Summary", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false"]);

    public string RunApplication() => Execute(["exec", Output("App.dll")]);

    public bool IsWoven(string assembly)
    {
        using var image = new PEReader(File.OpenRead(Output(assembly + ".dll")));
        var metadata = image.GetMetadataReader();
        return metadata.ManifestResources.Any(r => metadata.GetString(metadata.GetManifestResource(r).Name) == "ConcurrencyTrace.Sites");
    }

    public byte[] SitesOf(string assembly)
    {
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(Output(assembly + ".dll"));
        return module.Resources.OfType<EmbeddedResource>().Single(r => r.Name == "ConcurrencyTrace.Sites").GetResourceData();
    }

    /// <summary>Whether the table of sites says that the assembly is a library: its second field.</summary>
    public bool SaysLibrary(string assembly) => SitesOf(assembly)[sizeof(int)] == 1;

    /// <summary>Names of the members of other assemblies that an assembly refers to.</summary>
    public IReadOnlyList<string> MembersUsedBy(string assembly)
    {
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(Output(assembly + ".dll"));
        return [.. module.GetMemberReferences().Select(member => member.Name)];
    }

    public string Read(string path) => File.ReadAllText(Path(path));

    public bool SameFile(string output, string other) => File.ReadAllBytes(Output(output)).AsSpan().SequenceEqual(File.ReadAllBytes(Path(other)));

    public string[] Files(string path) => Directory.Exists(Path(path)) ? Directory.GetFiles(Path(path)) : [];

    public void Append(string path, string text) => File.AppendAllText(Path(path), Environment.NewLine + text);

    public string CopyOfRuntime()
    {
        var copy = Path("ConcurrencyTrace.Runtime.dll");
        File.Copy(RepositoryFiles.Runtime, copy);
        return copy;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Path(string path) => System.IO.Path.Combine(folder, path);

    public string Output(string file) => Path($"App/bin/Debug/net10.0/{file}");

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
        File.WriteAllText(Path(path), text);
    }

    private string Execute(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };

        // When the tests themselves run under a build, its settings must not reach this one.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
