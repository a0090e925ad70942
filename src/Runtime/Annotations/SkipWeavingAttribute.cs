namespace ConcurrencyTrace;

/// <summary>
/// Leaves methods as the compiler wrote them, with their lambdas and local functions: none of their steps comes between those of others, and their reads and writes are not
/// seen. What they call is woven as before. For loops too hot to be woven, and for code that is translated further (kernels for a GPU). Where such a method uses locks, tasks,
/// timers or the like and a test comes by, the test's result says so (CTR0114). The weaver goes by this attribute's full name: an assembly that does not refer to ConcurrencyTrace may declare its own.
/// </summary>
/// <param name="reason">Why, for those who read the code.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class SkipWeavingAttribute(string reason) : Attribute
{
    /// <summary>Why, for those who read the code.</summary>
    public string Reason { get; } = reason;
}
