namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>A method's change in place: the copy that the method changes while others may come between.</summary>
/// <typeparam name="T">What is changed: a struct, or a reference.</typeparam>
public ref struct StructChange<T>
{
    /// <summary>Where it lies; empty when the method changes it right there.</summary>
    internal Span<T> Location;

    /// <summary>What the method found.</summary>
    internal T Before;

    /// <summary>What the method changes.</summary>
    internal T Copy;
}
