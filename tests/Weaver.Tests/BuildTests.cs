namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>The MSBuild assets, in real builds of an application, a library and a package: what is built when.</summary>
public sealed class BuildTests : IDisposable
{
    private readonly TemporarySolution solution = new();

    [Fact]
    public void A_build_weaves_what_changed_and_nothing_else()
    {
        // The application, its project reference and the package that it names, with their symbols.
        Assert.Equal(["App", "Lib", "Polly.Core"], solution.Build());
        Assert.Equal("4", solution.RunApplication());
        Assert.All(["App", "Lib", "Polly.Core"], name => Assert.True(solution.IsWoven(name), name));
        Assert.False(solution.IsWoven("ConcurrencyTrace.Runtime"));
        Assert.True(solution.SameFile("App.pdb", "App/obj/Debug/net10.0/woven/App.pdb"));

        Assert.Empty(solution.Build());

        solution.Append("Lib/Lib.cs", "// changed");
        Assert.Equal(["Lib"], solution.Build());
        Assert.True(solution.IsWoven("App"));

        Assert.Equal(["App", "Lib", "Polly.Core"], solution.Build("-p:ConcurrencyTraceRuntimePath=" + solution.CopyOfRuntime()));
    }

    [Fact]
    public void Switching_off_brings_the_originals_back_and_cleaning_leaves_nothing()
    {
        solution.Build();

        Assert.Empty(solution.Build("-p:ConcurrencyTraceWeave=false"));
        Assert.True(solution.SameFile("App.dll", "App/obj/Debug/net10.0/App.dll"));
        Assert.True(solution.SameFile("Lib.dll", "Lib/bin/Debug/net10.0/Lib.dll"));
        Assert.All(["App", "Lib", "Polly.Core"], name => Assert.False(solution.IsWoven(name), name));
        Assert.Equal("4", solution.RunApplication());

        solution.Build();
        Assert.True(solution.IsWoven("Lib"));

        solution.Run("clean");
        Assert.Empty(solution.Files("App/obj/Debug/net10.0/woven"));
        Assert.Empty(solution.Files("App/bin/Debug/net10.0"));
    }

    [Fact]
    public void Fresh_static_fields_weave_anew_and_are_for_what_is_woven()
    {
        solution.Build();

        Assert.Equal(["App", "Lib", "Polly.Core"], solution.Build("-p:Fresh=Lib"));
        Assert.Contains("Register", solution.MembersUsedBy("Lib"));
        Assert.DoesNotContain("Register", solution.MembersUsedBy("App"));
        Assert.Contains("\"ConcurrencyTrace.FreshStatics\": true", solution.Read("App/bin/Debug/net10.0/App.runtimeconfig.json"), StringComparison.Ordinal);
        Assert.Equal("4", solution.RunApplication());

        Assert.Contains("error CTW0012: ConcurrencyTraceFreshStatics names Libb,", solution.Run("build", "-p:Fresh=Libb"), StringComparison.Ordinal);
    }

    [Fact]
    public void Fresh_static_fields_are_of_a_package_by_its_name_too()
    {
        solution.ReferToPackage("prometheus-net", "8.2.1");

        Assert.Equal(["Prometheus.NetStandard"], solution.Items("_CTFresh", "-restore", "-p:Named=prometheus-net", "-p:Fresh=prometheus-net"));
    }

    [Fact]
    public void An_error_of_the_weaver_stands_in_the_build()
    {
        var output = solution.Run("build", "-p:ConcurrencyTraceRuntimePath=" + typeof(BuildTests).Assembly.Location);

        Assert.Contains("error CTW0002: This Runtime has no ConcurrencyTrace.Runtime.WovenAttribute", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB3073", output, StringComparison.Ordinal);
    }

    public void Dispose() => solution.Dispose();
}
