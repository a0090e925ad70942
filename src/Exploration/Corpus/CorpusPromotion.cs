namespace ConcurrencyTrace.Exploration.Corpus;

/// <summary>Adds the schedule of a failure to the corpus.</summary>
internal static class CorpusPromotion
{
    /// <summary>The result, with the new entry where one was asked for.</summary>
    public static ExplorationResult Apply(ExplorationResult result, ExplorerOptions options)
    {
        var fromCorpus = result.Corpus.Any(entry => entry.Status is CorpusStatus.Fails or CorpusStatus.FoundAgain);
        if (options.CorpusMode != CorpusMode.Promote || fromCorpus
            || result.Failure is not { Kind: not (FailureKind.NotReproduced or FailureKind.Divergence) } failure)
        {
            return result;
        }

        return result with { Corpus = [.. result.Corpus, options.CorpusFolder is { } folder ? Add(folder, failure) : new CorpusEntry("", CorpusStatus.Unusable) { Notice = ExplorationErrors.NowhereToPromote() }] };
    }

    private static CorpusEntry Add(string folder, ScheduleFailure failure)
    {
        try
        {
            var file = CorpusFiles.Add(folder, failure.Kind.ToString(), failure.Schedule);
            return new CorpusEntry(file, CorpusStatus.Promoted) { Notice = ExplorationErrors.EntryPromoted(file) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CorpusEntry(folder, CorpusStatus.Unusable) { Notice = ExplorationErrors.EntryNotWritten(folder, e) };
        }
    }
}
