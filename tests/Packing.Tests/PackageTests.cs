using System.IO.Compression;
using System.Xml.Linq;

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>What is in each package.</summary>
public class PackageTests(PackedPackages packed)
{
    public static TheoryData<string> Ids => ["Assertions", "Assertions.Awesome", "Capture", "Exploration", "Harness", "Runtime", "Tracing"];

    [Fact]
    public void There_are_no_others() =>
        Assert.Equal(Ids.Select(id => $"ConcurrencyTrace.{id.Data}.{packed.Version}.nupkg").Order(StringComparer.Ordinal), Directory.GetFiles(packed.Feed, "*.nupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_says_what_it_is_and_under_which_licence(string id)
    {
        var nuspec = Nuspec(id);
        Assert.Equal("MIT", Value(nuspec, "license"));
        Assert.Equal("README.md", Value(nuspec, "readme"));
        Assert.NotEqual("Package Description", Value(nuspec, "description"));
        Assert.Contains("README.md", Files(id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_has_its_assembly_with_documentation_and_symbols(string id)
    {
        Assert.Superset(new HashSet<string> { $"lib/net10.0/ConcurrencyTrace.{id}.dll", $"lib/net10.0/ConcurrencyTrace.{id}.xml" }, Files(id).ToHashSet());
        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(packed.File($"ConcurrencyTrace.{id}"), ".snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/ConcurrencyTrace.{id}.pdb"));
    }

    [Theory]
    [InlineData("Runtime", "")]
    [InlineData("Tracing", "ConcurrencyTrace.Runtime")]
    [InlineData("Exploration", "ConcurrencyTrace.Tracing Microsoft.Coyote")]
    [InlineData("Capture", "ConcurrencyTrace.Tracing Microsoft.Diagnostics.NETCore.Client Microsoft.Diagnostics.Tracing.TraceEvent")]
    [InlineData("Harness", "ConcurrencyTrace.Capture ConcurrencyTrace.Exploration Microsoft.Testing.Platform xunit.v3.extensibility.core")]
    [InlineData("Assertions", "ConcurrencyTrace.Tracing FluentAssertions")]
    [InlineData("Assertions.Awesome", "AwesomeAssertions ConcurrencyTrace.Tracing")]
    public void A_package_needs_what_the_design_says(string id, string dependencies) =>
        Assert.Equal(dependencies, string.Join(' ', Nuspec(id).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!).Order(StringComparer.Ordinal)));

    [Fact]
    public void FluentAssertions_stays_below_8() =>
        Assert.Equal("[6.12.0, 8.0.0)", (string?)Nuspec("Assertions").Descendants().Single(e => (string?)e.Attribute("id") == "FluentAssertions").Attribute("version"));

    [Fact]
    public void The_weaver_and_its_build_assets_are_in_the_Exploration_package()
    {
        string[] weaver = ["ConcurrencyTrace.Weaver.dll", "ConcurrencyTrace.Weaver.deps.json", "ConcurrencyTrace.Weaver.runtimeconfig.json", "Mono.Cecil.dll"];
        string[] assets = ["ConcurrencyTrace.Exploration.props", "ConcurrencyTrace.Exploration.targets", "ConcurrencyTrace.Weaving.props", "ConcurrencyTrace.Weaving.targets"];
        Assert.Superset(
            weaver.Select(file => "tools/net10.0/any/" + file).Concat(assets.Select(file => "buildTransitive/" + file)).Append("THIRD-PARTY-NOTICES.txt").ToHashSet(),
            Files("Exploration").ToHashSet());
    }

    private static string? Value(XDocument nuspec, string name) => nuspec.Descendants().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

    private XDocument Nuspec(string id)
    {
        using var package = ZipFile.OpenRead(packed.File($"ConcurrencyTrace.{id}"));
        using var stream = package.GetEntry($"ConcurrencyTrace.{id}.nuspec")!.Open();
        return XDocument.Load(stream);
    }

    private List<string> Files(string id)
    {
        using var package = ZipFile.OpenRead(packed.File($"ConcurrencyTrace.{id}"));
        return [.. package.Entries.Select(e => e.FullName)];
    }
}
