namespace ConcurrencyTrace.Weaver;

/// <summary>A row of the redirection table.</summary>
/// <param name="Original">Full name of a type of the platform, as metadata writes it.</param>
/// <param name="Target">Name of the class of the Runtime whose methods stand in for its members.</param>
/// <param name="Library">
/// Simple name of the assembly of a type that is not of the platform; null for the platform's. Where a project does not refer to it, the row means nothing. The
/// Runtime does not refer to it either: targets take its objects as <see cref="object"/>, and outside a session the original call is made by the woven code.
/// </param>
internal sealed record RedirectionRow(string Original, string Target, string? Library = null);
