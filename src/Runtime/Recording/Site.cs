namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>A place in woven code, taken from the portable PDB when the assembly was woven.</summary>
/// <param name="Id">The identifier that the woven call passes.</param>
/// <param name="Method">The method as a person writes it, for example <c>Account.TransferTo</c>.</param>
/// <param name="Member">What is called there, for example <c>Monitor.Enter</c>; of atomic calls with what they are given by reference, <c>Volatile.Read of cursor</c>.</param>
/// <param name="File">The source file below its repository, <c>src/Account.cs</c>, or as the PDB names it where the build did not find one; null without a PDB.</param>
/// <param name="Line">The line, from 1; 0 without a PDB.</param>
public sealed record Site(long Id, string Method, string Member, string? File, int Line)
{
    /// <summary>The site of what no woven code did.</summary>
    public static Site Unknown { get; } = new(0, "?", "?", null, 0);

    /// <summary><c>Account.cs:22</c>, or the method where there is no PDB.</summary>
    public string Location => File is null ? Method : $"{FileName(File)}:{Line}";

    /// <summary><see cref="Member"/> without what it is given by reference.</summary>
    internal string MemberAlone => Member.IndexOf(" of ", StringComparison.Ordinal) is > 0 and var end ? Member[..end] : Member;

    /// <inheritdoc/>
    public override string ToString() => File is null ? $"{Method} ({Member})" : $"{Location} {Method} ({Member})";

    /// <summary>The last part of a path as the machine that built the code writes it, which may be of another system than this one.</summary>
    internal static string FileName(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
