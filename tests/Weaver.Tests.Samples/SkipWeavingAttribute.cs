namespace ConcurrencyTrace;

/// <summary>As a program declares it that does not refer to the Runtime.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class SkipWeavingAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
