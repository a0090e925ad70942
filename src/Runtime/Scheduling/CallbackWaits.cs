namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Which waits a handler that is called from outside could end: those for what the program's own code completes or signals, and no operation holds.</summary>
internal static class CallbackWaits
{
    /// <summary>Whether a handler could end what this operation waits for.</summary>
    /// <remarks>What is complete, while the operation waits for it, a handler has completed: the news is on its way.</remarks>
    public static bool MayEnd(Operation operation) =>
        operation is { HasEnded: false, IsBlocked: true } && (operation.BlockedOn is Task { IsCompleted: true } || MayEnd(operation.Scheduler, operation.BlockedOn, 0));

    private static bool MayEnd(Scheduler scheduler, object? awaited, int depth) => awaited switch
    {
        null or Operation => false,
        Resource resource => resource.Holders.Count == 0,
        Resource[] several => several.Any(resource => resource.Holders.Count == 0),
        Task { IsCompleted: true } => false,
        _ => depth < 100 && scheduler.Tasks.Find(awaited) is { Completer: null, Alarm: null } info
            && (info.Resource is { } resource ? resource.Holders.Count == 0
                : info.Parts.Count == 0 || info.Parts.Any(part => MayEnd(scheduler, part, depth + 1))),
    };
}
