namespace ConcurrencyTrace.Exploration;

/// <summary>What came of one schedule of a corpus.</summary>
public enum CorpusStatus
{
    /// <summary>It was replayed to its end and nothing failed: it stays as a regression test.</summary>
    Passes,

    /// <summary>It fails.</summary>
    Fails,

    /// <summary>The code has changed, so that it does not apply as it is; a schedule near it fails.</summary>
    FoundAgain,

    /// <summary>The code has changed, so that it does not apply; no schedule that was tried near it fails.</summary>
    NoLongerApplies,

    /// <summary>The file cannot be read, or belongs to another test.</summary>
    Unusable,

    /// <summary>It was added by this run.</summary>
    Promoted,
}
