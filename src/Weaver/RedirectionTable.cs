namespace ConcurrencyTrace.Weaver;

/// <summary>What is redirected to what: the original type, and the class of the Runtime whose methods stand in for its members.</summary>
/// <remarks>
/// A row adds every public static method of the target class. Each must have the shape of one member of the original, then the site:
/// <code>
/// static member      R M(args)      static R M(args, long site)
/// instance, class    R M(args)      static R M(X self, args, long site)
/// instance, struct   R M(args)      static R M(ref X self, args, long site)
/// constructor        new X(args)    static X New(args, long site)
/// </code>
/// The target of a member of <c>X&lt;T&gt;</c> is a generic method: the type's arguments first, then the member's own. Accessors keep their
/// metadata names (<c>get_Result</c>). A member with no target stays as it is; a target with no member is the error CTW0002.
/// Several rows may name one class.
/// </remarks>
internal static class RedirectionTable
{
    /// <summary>Namespace of the target classes.</summary>
    public const string TargetNamespace = "ConcurrencyTrace.Runtime.Controlled";

    /// <summary>The rows, by the original type's full name as metadata writes it.</summary>
    public static IReadOnlyDictionary<string, string> Rows { get; } = new Dictionary<string, string>
    {
    };
}
