namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Which waits a handler that is called from outside could end: those for what the program's own code completes or signals, and no operation holds.</summary>
internal static class CallbackWaits
{
    /// <summary>Whether a handler could end what this operation waits for.</summary>
    /// <remarks>
    /// What is complete, while the operation waits for it, a handler has completed: the news is on its way. Handlers complete tasks while this looks, so
    /// whether they are is looked at last.
    /// </remarks>
    public static bool MayEnd(Operation operation) =>
        operation is { HasEnded: false, IsBlocked: true } && (MayEnd(operation.Scheduler, operation.BlockedOn, 0) || operation.BlockedOn is Task { IsCompleted: true });

    private static bool MayEnd(Scheduler scheduler, object? awaited, int depth) => awaited switch
    {
        null or Operation => false,
        Resource resource => resource.Holders.Count == 0,
        Resource[] several => several.Any(resource => resource.Holders.Count == 0),
        Task { IsCompleted: true } => false,
        _ => depth < 100 && (scheduler.Tasks.Find(awaited) is { } info ? MayEnd(scheduler, info, depth) : MayEndUnknown(scheduler, awaited, depth)),
    };

    private static bool MayEnd(Scheduler scheduler, TaskInfo info, int depth) => info is { Completer: null, Alarm: null }
        && (info.Resource is { } resource ? resource.Holders.Count == 0
            : info.Parts.Count == 0 || info.Parts.Any(part => MayEnd(scheduler, part, depth + 1)) || IsDue(info));

    // A source of the program's own tells nobody who completes it; of what is not woven, what it waits for itself.
    private static bool MayEndUnknown(Scheduler scheduler, object awaited, int depth) =>
        awaited is not Task || TaskInspection.PartsOf(awaited).Any(part => MayEnd(scheduler, part, depth + 1));

    // Enough of what it is made of is complete: only the news of it is not there yet.
    private static bool IsDue(TaskInfo combination) => combination.IsAny
        ? combination.Parts.Any(static part => part.IsCompleted)
        : combination.Parts.All(static part => part.IsCompleted);
}
