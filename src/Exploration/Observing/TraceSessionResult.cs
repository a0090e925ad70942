namespace ConcurrencyTrace.Exploration;

/// <summary>What came of a <see cref="TraceSession"/>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Missing">What is missing from it, with a code, for a person; null when nothing is.</param>
public sealed record TraceSessionResult(string Path, string? Missing);
