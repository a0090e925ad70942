using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>Names the folder of a test: readable, valid on every file system, and one test's alone.</summary>
internal static class ArtifactNames
{
    private const int Longest = 120; // leaves room for the results folder within Windows' 260 characters

    // Names differing in case only are one name to some file systems.
    private static readonly ConcurrentDictionary<string, string> Claimed = new(StringComparer.OrdinalIgnoreCase);

    public static string Folder(string identity)
    {
        var name = new StringBuilder(identity.Length);
        foreach (var c in identity)
        {
            var safe = char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+';
            if (safe)
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] is not ('.' or '_'))
            {
                name.Append(c == '(' ? '.' : '_');
            }
        }

        var readable = name.ToString().Trim('.', '_');
        var exact = readable == identity && readable.Length <= Longest;
        if (exact && Claimed.GetOrAdd(readable, identity) == identity)
        {
            return readable;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..8];
        return $"{readable[..Math.Min(readable.Length, Longest)].Trim('.', '_')}.{hash}";
    }
}
