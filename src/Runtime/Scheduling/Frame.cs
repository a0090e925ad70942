namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>One suspended async method within an operation.</summary>
/// <param name="Continuation">Resumes the method's state machine.</param>
/// <param name="Box">What the method's builder made of the state machine: for task-like builders the very task (or its source) that the caller gets.</param>
/// <param name="StateMachine">The state machine where it is an object (async iterators hand themselves out as the thing to await); else null.</param>
/// <param name="Awaited">The task, or other identity, that the method awaits; null when the awaiter does not tell.</param>
/// <param name="Context">Where it resumes, in the sense of <see cref="ResumptionContext"/>.</param>
/// <param name="Site">Where it awaits.</param>
internal readonly record struct Frame(Action Continuation, object? Box, object? StateMachine, object? Awaited, object? Context, long Site)
{
    /// <summary>Whether whoever awaits <paramref name="identity"/> awaits this method.</summary>
    public bool Is(object? identity) =>
        identity is not null && (ReferenceEquals(identity, Box) || ReferenceEquals(identity, StateMachine));
}
