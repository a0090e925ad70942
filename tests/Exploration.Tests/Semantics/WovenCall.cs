namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>A redirected call in woven code.</summary>
/// <param name="Target">The method of the Runtime that is called, with its parameters but the site.</param>
/// <param name="Site">The call's site.</param>
/// <param name="Method">The type and method that the code was written in.</param>
internal sealed record WovenCall(string Target, long Site, string Method);
