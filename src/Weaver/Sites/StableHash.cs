using System.Text;

namespace ConcurrencyTrace.Weaver.Sites;

/// <summary>32-bit FNV-1a (Fowler, Noll, Vo) over UTF-8: the same on every machine, and never 0, which means "none".</summary>
internal static class StableHash
{
    /// <summary>The hash of <paramref name="text"/>.</summary>
    public static int Of(string text)
    {
        var hash = 2166136261u;
        Span<byte> bytes = stackalloc byte[512];
        foreach (var value in Encoding.UTF8.TryGetBytes(text, bytes, out var written) ? bytes[..written] : Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return hash == 0 ? 1 : unchecked((int)hash);
    }
}
