namespace ConcurrencyTrace.Harness;

/// <summary>What <see cref="TracedFactAttribute"/> and <see cref="TracedTheoryAttribute"/> have in common.</summary>
internal interface ITracedAttribute
{
    /// <summary>What the attribute sets.</summary>
    TracedOptions Options { get; }
}
