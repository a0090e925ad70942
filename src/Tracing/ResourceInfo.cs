using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>One resource: what operations take, signal or wait for.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What reports call it, for example <c>Account#1</c>.</param>
/// <param name="Site">Where it was first used.</param>
public sealed record ResourceInfo(int Id, ResourceKind Kind, string Name, long Site)
{
    /// <summary>For example <c>Account#1 (Monitor)</c>.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}
