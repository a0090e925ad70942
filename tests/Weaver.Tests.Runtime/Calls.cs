using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime;

/// <summary>The redirected calls so far, in order.</summary>
public static class Calls
{
    private static readonly ConcurrentQueue<(string Target, long Site)> Made = new();

    /// <summary>Owner and field of the announced accesses so far.</summary>
    public static ConcurrentQueue<(object? Owner, int Field)> Accesses { get; } = new();

    public static void Add(long site, [CallerMemberName] string member = "", [CallerFilePath] string file = "") =>
        Made.Enqueue(($"{Path.GetFileNameWithoutExtension(file)}.{member}", site));

    public static IReadOnlyList<(string Target, long Site)> Take()
    {
        var taken = Made.ToArray();
        Made.Clear();
        return taken;
    }
}
