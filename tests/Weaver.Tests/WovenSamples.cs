using System.Reflection;
using ConcurrencyTrace.Runtime;
using Samples;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>The samples, woven once.</summary>
public sealed class WovenSamples
{
    public WovenSamples()
    {
        Path = Weaving.Weave(Weaving.Samples);
        Assembly = Weaving.Load(Path);
        Sites = SiteReader.Read(Assembly);
    }

    public string Path { get; }

    public Assembly Assembly { get; }

    public IReadOnlyList<WovenSite> Sites { get; }

    /// <summary>The names of all samples.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Names() =>
        typeof(ExpectAttribute).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.GetCustomAttribute<ExpectAttribute>() is not null)
            .Select(method => new TheoryDataRow<string, string>(method.DeclaringType!.Name, method.Name));

    /// <summary>Runs a sample and takes the redirected calls that it made.</summary>
    public static async Task<(string Result, IReadOnlyList<(string Target, long Site)> Calls)> Run(Assembly assembly, string type, string method)
    {
        Calls.Take();
        var result = assembly.GetType($"Samples.{type}", throwOnError: true)!.GetMethod(method)!.Invoke(null, null);
        return (result as string ?? await (Task<string>)result!, Calls.Take());
    }
}
