using System.Runtime.CompilerServices;
using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Validation;

namespace ConcurrencyTrace.Tests.Shared;

/// <summary>Every trace that a test of this assembly makes is validated, however it comes to be: one that cannot be fails the test.</summary>
internal static class EveryTrace
{
    /// <summary>Throws where the trace does not hold together.</summary>
    public static void IsValid(Trace trace)
    {
        var problems = TraceValidator.Problems(trace);
        if (problems.Count > 0)
        {
            throw new InvalidOperationException($"This trace cannot be: {string.Join("; ", problems.Take(5))}\n{TraceText.Write(trace)}");
        }
    }

#pragma warning disable CA2255 // a module initialiser is what reaches every test of the assembly
    [ModuleInitializer]
    internal static void Begin() => TraceBuilder.Built = IsValid;
#pragma warning restore CA2255
}
