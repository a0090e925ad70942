using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>How fast the weaver is, as the process that a build starts.</summary>
internal static class WeavingSpeed
{
    private const int Rounds = 5;

    private static readonly string[] OfPackages =
        ["Microsoft.Diagnostics.Tracing.TraceEvent.dll", "Microsoft.Diagnostics.FastSerialization.dll", "Microsoft.Coyote.dll", "Mono.Cecil.dll"];

    // Their members are redirected where they are called: the weaver refuses them.
    private static readonly string[] Redirected =
    [
        "System.Collections.Concurrent.dll", "System.Collections.Immutable.dll", "System.Collections.dll", "System.IO.Pipelines.dll", "System.Linq.Parallel.dll", "System.Private.CoreLib.dll",
        "System.Runtime.dll", "System.Threading.Channels.dll", "System.Threading.Tasks.Parallel.dll", "System.Threading.Thread.dll", "System.Threading.ThreadPool.dll", "System.Threading.dll",
    ];

    private static readonly string[] References = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    public static void Run(Results results)
    {
        results.Section(
            "Weaving",
            "The weaver's whole process with its start, with memory; IL is the sum of the method bodies. The first row is what a build weaves that names a big package; the second, "
                + "the libraries of .NET and ASP.NET Core, shows what is left of the speed without the start.");
        results.Table("assemblies", "IL", "whole process", "IL a second");
        var ofPlatform = References.Where(file => !IsOwn(file) && !Redirected.Contains(Path.GetFileName(file)));
        var packages = Measure(results, "packages", [.. OfPackages.Select(name => Path.Combine(AppContext.BaseDirectory, name)).Where(File.Exists)]);
        var platform = Measure(results, "the platform", [.. ofPlatform]);
        results.Verdict(Math.Min(packages, platform) >= 5, $"{Number(packages, "0.0")} and {Number(platform, "0.0")} MB of IL a second (at least 5).");
    }

    private static bool IsOwn(string file) => Path.GetDirectoryName(file) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <returns>Megabytes a second.</returns>
    private static double Measure(Results results, string of, List<string> inputs)
    {
        var megabytes = inputs.Sum(IlBytes) / 1e6;
        var seconds = Statistics.Median([.. Enumerable.Range(0, Rounds).Select(_ => Weave(inputs))]);
        results.Row($"{inputs.Count} of {of}", $"{Number(megabytes, "0.00")} MB", $"{Number(seconds, "0.00")} s", $"{Number(megabytes / seconds, "0.0")} MB");
        return megabytes / seconds;
    }

    private static long IlBytes(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.MethodDefinitions
            .Select(m => metadata.GetMethodDefinition(m).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Sum(address => (long)file.GetMethodBody(address).GetILReader().Length);
    }

    /// <returns>Seconds.</returns>
    private static double Weave(IReadOnlyList<string> inputs)
    {
        var folder = Directory.CreateTempSubdirectory("weaving").FullName;
        try
        {
            var (references, list) = (Path.Combine(folder, "references"), Path.Combine(folder, "inputs"));
            File.WriteAllLines(references, References);
            File.WriteAllLines(list, inputs.Select(i => $"{i}|{Path.Combine(folder, Path.GetFileName(i))}"));
            var weaver = typeof(WeavingSpeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Weaver").Value!;
            var runtime = Path.Combine(AppContext.BaseDirectory, "ConcurrencyTrace.Runtime.dll");
            var clock = Stopwatch.StartNew();
            using var process = Process.Start("dotnet", ["exec", weaver, "--runtime", runtime, "--references", references, "--inputs", list]);
            process.WaitForExit();
            return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"the weaver ended with exit code {process.ExitCode}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
