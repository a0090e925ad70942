using System.Reflection;
using ConcurrencyTrace.Weaver.Tests;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>Every woven method of every package is compiled by the JIT.</summary>
public class CompilationTests
{
    public static TheoryData<string> Assemblies => [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Where(file => !Path.GetFileName(file).StartsWith("xunit", StringComparison.Ordinal) && IsWoven(file))
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_package_is_woven()
    {
        var packages = typeof(CompilationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Woven").Value!.Split(';');
        Assert.InRange(Assemblies.Count, packages.Length + 1, int.MaxValue); // some bring a known library along
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_woven_method_compiles(string assembly)
    {
        var (failures, compiled) = JitCompiler.CompileAll(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

        // What the package asks for and the platform lacks is no matter of weaving.
        var ours = failures.Where(failure => failure.Contains("InvalidProgramException", StringComparison.Ordinal) || failure.Contains("ConcurrencyTrace", StringComparison.Ordinal)).ToList();
        Assert.True(ours.Count == 0, string.Join('\n', ours));
        Assert.InRange(compiled, 10, int.MaxValue);
    }

    private static bool IsWoven(string file)
    {
        using var stream = File.OpenRead(file);
        using var portable = new System.Reflection.PortableExecutable.PEReader(stream);
        if (!portable.HasMetadata)
        {
            return false;
        }

        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(portable);
        return metadata.ManifestResources.Any(handle => metadata.GetString(metadata.GetManifestResource(handle).Name) == "ConcurrencyTrace.Sites");
    }
}
