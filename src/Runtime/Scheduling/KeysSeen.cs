using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>In which order objects became keys of concurrent dictionaries in a run: an order for keys that have none of their own, the same in every process.</summary>
internal sealed class KeysSeen : IComparer<object>
{
    private readonly ConditionalWeakTable<object, StrongBox<int>> ranks = [];
    private int count;

    /// <summary>An object is about to become a key, if it is none already.</summary>
    public void Add(object key) => ranks.GetValue(key, _ => new StrongBox<int>(count++));

    /// <summary>Keys that the run did not see becoming keys come last, and are alike.</summary>
    public int Compare(object? x, object? y) => RankOf(x!).CompareTo(RankOf(y!));

    private int RankOf(object key) => ranks.TryGetValue(key, out var rank) ? rank.Value : int.MaxValue;
}
