using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Assertions;

/// <summary>Begins assertions over a trace.</summary>
public static class TraceAssertionExtensions
{
    /// <summary>Begins an assertion: <c>trace.Should().HaveNoDeadlock()</c>.</summary>
    /// <param name="trace">The trace to judge.</param>
    public static TraceAssertions Should(this Trace? trace)
    {
        TestFramework.Adopt();
        return new TraceAssertions(trace);
    }
}
