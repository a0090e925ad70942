using ConcurrencyTrace.Harness.Running;

namespace ConcurrencyTrace.Harness;

/// <summary>A schedule's trace breaks a rule that the test's attribute sets, for example <see cref="TracedFactAttribute.NoLeaks"/>.</summary>
public sealed class TraceRuleException : Exception, IAssertionException
{
    internal TraceRuleException(string message)
        : base(message)
    {
    }
}
