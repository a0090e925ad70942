namespace ConcurrencyTrace.Weaver.Observing;

/// <summary>Members whose calls are bracketed where the program is observed on the real scheduler.</summary>
/// <param name="Type">Full name of a type of the platform, as metadata writes it.</param>
/// <param name="Meaning">What the call does: the method of the Runtime's <c>ObservedCalls</c> that begins it.</param>
/// <param name="Members">Names of the members, as metadata writes them; all overloads.</param>
internal sealed record ObservationRow(string Type, string Meaning, params string[] Members);
