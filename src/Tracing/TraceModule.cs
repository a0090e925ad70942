namespace ConcurrencyTrace.Tracing;

/// <summary>A woven module that a trace is of.</summary>
/// <param name="Name">Simple name of the assembly.</param>
/// <param name="Version">Module version identifier (MVID) of the assembly as it was compiled.</param>
public sealed record TraceModule(string Name, string Version);
