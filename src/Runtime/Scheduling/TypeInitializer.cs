namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The initialiser of a type, which the runtime runs once.</summary>
/// <param name="type">The type.</param>
internal sealed class TypeInitializer(Type type)
{
    public Type Type { get; } = type;

    /// <summary>The operation that runs it; null before and after.</summary>
    public Operation? RunBy { get; set; }

    /// <summary>Where it is.</summary>
    public long Site { get; set; }
}
