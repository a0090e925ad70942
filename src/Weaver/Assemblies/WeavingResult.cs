namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>What became of one assembly.</summary>
/// <param name="Woven">False when it was woven already and only copied.</param>
/// <param name="Sites">Number of woven call sites.</param>
/// <param name="Warnings">What the build should show.</param>
internal sealed record WeavingResult(bool Woven, int Sites, IReadOnlyList<Diagnostic> Warnings);
