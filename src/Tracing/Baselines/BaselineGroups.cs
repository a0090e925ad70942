namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>What a baseline counts, in the order of its file.</summary>
internal static class BaselineGroups
{
    public const string LiveOperations = "peak live operations";
    public const string Contentions = "contentions";
    public const string Operations = "operations";
    public const string Blocked = "blocked ms";
    public const string LockOrder = "lock order";

    public static string[] All { get; } = [LiveOperations, Contentions, Operations, Blocked, LockOrder];
}
