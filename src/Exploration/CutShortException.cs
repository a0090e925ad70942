namespace ConcurrencyTrace.Exploration;

/// <summary>A schedule was ended before it came to its end: it neither passed nor failed.</summary>
/// <param name="what">What it was doing.</param>
/// <param name="result">What there is of it.</param>
/// <param name="isCancelled">Whether nobody waits for the exploration any more; else its time budget was over.</param>
internal sealed class CutShortException(string what, RunResult result, bool isCancelled) : OperationCanceledException(what)
{
    /// <summary>What there is of the schedule; its trace says that events are missing.</summary>
    public RunResult Result => result;

    /// <summary>Whether nobody waits for the exploration any more; else its time budget was over.</summary>
    public bool IsCancelled => isCancelled;
}
