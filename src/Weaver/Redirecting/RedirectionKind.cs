namespace ConcurrencyTrace.Weaver.Redirecting;

/// <summary>What kind of member is redirected.</summary>
internal enum RedirectionKind
{
    /// <summary>A static method.</summary>
    Static,

    /// <summary>An instance method; the receiver is the target's first parameter.</summary>
    Instance,

    /// <summary>A constructor; the target returns the new object.</summary>
    Constructor,
}
