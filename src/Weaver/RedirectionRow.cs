namespace ConcurrencyTrace.Weaver;

/// <summary>A row of the redirection table.</summary>
/// <param name="Original">Full name of a type of the platform, as metadata writes it.</param>
/// <param name="Target">Name of the class of the Runtime whose methods stand in for its members.</param>
internal sealed record RedirectionRow(string Original, string Target);
