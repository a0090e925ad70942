namespace ConcurrencyTrace.Weaver;

/// <summary>Weaving cannot go on; carries the lines that the build shows.</summary>
internal sealed class WeaverException : Exception
{
    /// <summary>Creates the exception for these problems, one build message each.</summary>
    public WeaverException(params IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics)) => Diagnostics = diagnostics;

    /// <summary>What is wrong, one build message each.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
