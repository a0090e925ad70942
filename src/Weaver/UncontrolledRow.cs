namespace ConcurrencyTrace.Weaver;

/// <summary>Members that are known not to be under control.</summary>
/// <param name="Type">Full name of a type of the platform, as metadata writes it.</param>
/// <param name="Reason">Why, for a person.</param>
/// <param name="Members">Names of the members, as metadata writes them; none means every constructor and static method of the type.</param>
internal sealed record UncontrolledRow(string Type, string Reason, params string[] Members);
