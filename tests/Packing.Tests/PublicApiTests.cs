using System.Reflection;
using PublicApiGenerator;

namespace ConcurrencyTrace.Packing.Tests;

/// <summary>The public API of each library is reviewed: a change of it is a change of a file in <c>Approved</c>.</summary>
public class PublicApiTests
{
    /// <summary>Set to 1 to write the files instead of comparing them.</summary>
    private const string Accept = "CONCURRENCYTRACE_ACCEPT";

    // What the weaver writes calls to: of the shapes of the originals, which it checks, and called by nobody else.
    private const string WovenCode = "ConcurrencyTrace.Runtime.Controlled";

    [Theory]
    [MemberData(nameof(PackageTests.Ids), MemberType = typeof(PackageTests))]
    public void The_public_API_is_the_approved_one(string id)
    {
        var assembly = Assembly.Load($"ConcurrencyTrace.{id}");
        var found = assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = ["System", "Microsoft", WovenCode],
        }).ReplaceLineEndings("\n");
        var file = Path.Combine(RepositoryFiles.Root, "tests", "Packing.Tests", "Approved", $"ConcurrencyTrace.{id}.txt");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(file, found);
            return;
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var (added, removed) = (Lines(found).Except(Lines(approved)), Lines(approved).Except(Lines(found)));
        Assert.True(
            found == approved,
            $"The public API of ConcurrencyTrace.{id} has changed. Run tests/Packing.Tests/accept-api, look at the difference, and commit it.\n{string.Join('\n', removed.Select(line => "- " + line).Concat(added.Select(line => "+ " + line)))}");
    }

    private static string[] Lines(string text) => text.Split('\n');
}
