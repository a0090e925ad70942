using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>A place in memory: a field of an object, or an element of an array; of no object for static fields and addresses.</summary>
internal readonly struct Location(object? owner, int field) : IEquatable<Location>
{
    private readonly object? owner = owner;
    private readonly int field = field;

    public bool Equals(Location other) => ReferenceEquals(owner, other.owner) && field == other.field;

    public override bool Equals(object? obj) => obj is Location other && Equals(other);

    public override int GetHashCode() => (RuntimeHelpers.GetHashCode(owner) * 31) ^ field;
}
