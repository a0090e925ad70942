using System.Collections.Concurrent;
using ConcurrencyTrace.Tracing.Places;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>Names the folder of a test: readable, valid on every file system, and one test's alone.</summary>
internal static class ArtifactNames
{
    // Names differing in case only are one name to some file systems.
    private static readonly ConcurrentDictionary<string, string> Claimed = new(StringComparer.OrdinalIgnoreCase);

    public static string Folder(string identity) =>
        TestFileName.Of(identity) is var name && Claimed.GetOrAdd(name, identity) == identity ? name : TestFileName.WithHash(identity);
}
