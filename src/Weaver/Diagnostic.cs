namespace ConcurrencyTrace.Weaver;

/// <summary>A message in the form that MSBuild recognises on the output of a tool.</summary>
/// <param name="Origin">The file or assembly concerned.</param>
/// <param name="IsError">False for a warning.</param>
/// <param name="Code">Stable code, documented in <c>docs/errors.md</c>.</param>
/// <param name="Text">What is wrong and what to do.</param>
internal sealed record Diagnostic(string Origin, bool IsError, string Code, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Origin} : {(IsError ? "error" : "warning")} {Code}: {Text}";
}
