namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>What a program specified in Microsoft.Coyote's vocabulary does not hold.</summary>
public sealed class SpecificationAssertionException : Exception
{
    internal SpecificationAssertionException(string message)
        : base(message)
    {
    }
}
