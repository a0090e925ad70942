namespace ConcurrencyTrace.Exploration;

/// <summary>One schedule of a corpus, and what came of it.</summary>
/// <param name="File">Full path of the schedule file.</param>
/// <param name="Status">What came of it.</param>
public sealed record CorpusEntry(string File, CorpusStatus Status)
{
    /// <summary>What a person should know and do; null when nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Whether the file was written anew (<see cref="CorpusMode.Refresh"/>).</summary>
    public bool Refreshed { get; init; }
}
