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
    private static readonly string[] Assemblies = ["Microsoft.Diagnostics.Tracing.TraceEvent.dll", "Microsoft.Diagnostics.FastSerialization.dll", "Microsoft.Coyote.dll", "Mono.Cecil.dll"];

    public static void Run(Results results)
    {
        results.Section("Weaving", "The weaver's whole process over assemblies of packages, with memory; IL is the sum of the method bodies.");
        results.Table("assemblies", "IL", "whole process", "IL a second");
        var inputs = Assemblies.Select(a => Path.Combine(AppContext.BaseDirectory, a)).Where(File.Exists).ToList();
        var bytes = inputs.Sum(IlBytes);
        var seconds = Statistics.Median([.. Enumerable.Range(0, Rounds).Select(_ => Weave(inputs))]);
        results.Row($"{inputs.Count}", $"{Number(bytes / 1e6, "0.00")} MB", $"{Number(seconds, "0.00")} s", $"{Number(bytes / 1e6 / seconds, "0.0")} MB");
        results.Verdict(bytes / 1e6 / seconds >= 5, $"{Number(bytes / 1e6 / seconds, "0.0")} MB of IL a second (at least 5).");
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
            File.WriteAllLines(references, ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator));
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
