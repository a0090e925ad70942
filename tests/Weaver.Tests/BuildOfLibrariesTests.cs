using System.Xml.Linq;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>The MSBuild assets, in real builds: which libraries are woven.</summary>
public sealed class BuildOfLibrariesTests : IDisposable
{
    private readonly TemporarySolution solution = new();

    [Fact]
    public void A_platform_library_is_woven_for_a_program_that_uses_it_or_names_it()
    {
        const string dataflow = "System.Threading.Tasks.Dataflow";
        solution.Write("App/Use.cs", "public static class Use { public static System.Threading.Tasks.Dataflow.BufferBlock<int> Block = new(); }");
        solution.Write("App/App.cs", "Console.Write(typeof(System.Threading.Tasks.Dataflow.BufferBlock<int>).Assembly.Location);");
        Assert.Equal(["App", "Lib", "Polly.Core", dataflow], solution.Build());
        Assert.True(solution.IsWoven(dataflow));
        Assert.Equal([false, false, true, true], new[] { "App", "Lib", "Polly.Core", dataflow }.Select(solution.SaysLibrary));
        Assert.Equal(solution.Output(dataflow + ".dll"), solution.RunApplication());
        Assert.Empty(solution.Build());
        Assert.Equal(solution.Output(dataflow + ".dll"), solution.RunApplication());

        // What is published is what was built: nothing as it was before, and nothing twice.
        Assert.DoesNotContain("error", solution.Run("publish", "-c", "Debug", "--no-build", "-o", solution.Output("published")), StringComparison.Ordinal);
        Assert.All(["App", "Lib", "Polly.Core", dataflow], name => Assert.Equal(File.ReadAllBytes(solution.Output(name + ".dll")), File.ReadAllBytes(solution.Output($"published/{name}.dll"))));

        var sites = solution.SitesOf("App");

        // Whoever is woven alone still knows what was woven before.
        solution.Append("App/App.cs", "// changed");
        Assert.Equal(["App"], solution.Build());
        Assert.Equal(sites, solution.SitesOf("App"));

        // The list of dependencies must not go on to name what is no longer there.
        Assert.Empty(solution.Build("-p:ConcurrencyTraceWeave=false"));
        Assert.Contains("Microsoft.NETCore.App", solution.RunApplication(), StringComparison.Ordinal);
        solution.Build();
        Assert.Equal(solution.Output(dataflow + ".dll"), solution.RunApplication());

        solution.Write("App/Use.cs", "");
        solution.Write("App/App.cs", "Console.Write(typeof(System.Collections.ObjectModel.ObservableCollection<int>).Assembly.Location);");
        solution.Build();
        Assert.Contains("Microsoft.NETCore.App", solution.RunApplication(), StringComparison.Ordinal);

        Assert.Contains("System.ObjectModel", solution.Build("-p:Named=System.ObjectModel"));
        Assert.Equal(solution.Output("System.ObjectModel.dll"), solution.RunApplication());
        Assert.Contains("error CTW0011: ", solution.Run("build", "-p:Named=System.Threading.Channels"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_library_is_woven_without_being_named_and_calls_of_one_that_is_not_woven_are_announced()
    {
        const string limiting = "System.Threading.RateLimiting";
        solution.ReferToFramework("Microsoft.AspNetCore.App");
        solution.Write("App/Use.cs", """
            public static class Use
            {
                public static object Limiter() => new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 1 });
                public static int Get() => Polly.ResiliencePipeline.Empty.Execute(() => 1);
            }
            """);

        Assert.Equal(["App", "Lib", "Polly.Core", limiting], solution.Build("-p:Named="));
        Assert.DoesNotContain("NotWoven", solution.MembersUsedBy("App"));

        // Named as well: once is enough.
        Assert.Equal(["App", "Lib", limiting], solution.Build("-p:Named=" + limiting, "-p:Left=Polly.Core"));
        Assert.Contains("NotWoven", solution.MembersUsedBy("App"));
    }

    [Fact]
    public void Another_version_of_a_package_is_woven_anew_though_its_files_are_older()
    {
        solution.Write("App/App.cs", """
            using System.Reflection;
            Console.Write(typeof(Polly.ResiliencePipeline).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version);
            """);
        solution.Build();
        Assert.StartsWith("8.6.5", solution.RunApplication(), StringComparison.Ordinal);

        Assert.Contains("Polly.Core", solution.Build("-p:PollyVersion=8.9.1"));
        Assert.StartsWith("8.9.1", solution.RunApplication(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_lists_the_known_libraries()
    {
        var properties = XDocument.Load(RepositoryFiles.BuildAssets + "ConcurrencyTrace.Weaving.props");
        var known = properties.Descendants("ConcurrencyTraceKnownLibrary").SelectMany(item => item.Attribute("Include")!.Value.Split(';')).Order(StringComparer.Ordinal);
        var table = File.ReadLines(RepositoryFiles.OptionsDocument).SkipWhile(line => line != "## What is woven").Where(line => line.StartsWith('|'));
        Assert.Equal(known, table.SelectMany(line => line.Split('`').Where((_, i) => i % 2 == 1)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_framework_that_is_named_stands_for_all_of_its_libraries()
    {
        solution.ReferToFramework("Microsoft.AspNetCore.App");

        var named = solution.Items("_CTOfPlatform", "-p:Named=Microsoft.AspNetCore.App");

        Assert.Superset(new HashSet<string> { "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.SignalR.Core", "Microsoft.Extensions.Logging" }, named.ToHashSet());
        Assert.DoesNotContain("System.Net.Http", named);
        Assert.Empty(solution.Items("_CTOfPlatform", "-p:Named="));
    }

    [Theory]
    [InlineData("No.Such.Package")]
    [InlineData("Microsoft.NETCore.App")]
    public void CTW0005_a_name_that_is_no_package(string name)
    {
        var output = solution.Run("build", "-p:Named=" + name);

        Assert.Contains($"error CTW0005: ConcurrencyTraceWeave names {name},", output, StringComparison.Ordinal);
    }

    public void Dispose() => solution.Dispose();
}
