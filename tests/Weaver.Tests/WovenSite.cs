namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>One row of a woven assembly's site table.</summary>
public sealed record WovenSite(string Method, string Member, string File, int Line);
