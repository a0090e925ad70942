using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>The platform's members that work on files and folders, and on the variables of the process: what operations share there is no memory that is watched.</summary>
/// <remarks>Each call is a scheduling point. Reads and writes of a stream that is open already are not: who holds it shares it as any other object.</remarks>
internal static class FileTable
{
    // The names of a FileSystemInfo are values.
    private static readonly HashSet<string> Names =
        [".ctor", "ToString", "get_Directory", "get_DirectoryName", "get_Extension", "get_FullName", "get_Name", "get_Parent", "get_Root"];

    private static readonly HashSet<string> Variables = ["ExpandEnvironmentVariables", "GetEnvironmentVariable", "GetEnvironmentVariables", "SetEnvironmentVariable"];

    private static readonly HashSet<string> Openers = ["System.IO.FileStream", "System.IO.StreamReader", "System.IO.StreamWriter"];

    private static readonly HashSet<string> Infos = ["System.IO.DirectoryInfo", "System.IO.FileInfo", "System.IO.FileSystemInfo"];

    private static readonly HashSet<string> Whole = ["System.IO.Directory", "System.IO.File", "System.IO.RandomAccess"];

    /// <summary>Types in order, for the document.</summary>
    public static IEnumerable<string> Types => Openers.Concat(Infos).Concat(Whole).Append("System.Environment").Order(StringComparer.Ordinal);

    /// <summary>Whether a call of this member reads or changes files or folders.</summary>
    public static bool IsFile(MethodReference member)
    {
        var type = member.DeclaringType.FullName;
        return Whole.Contains(type)
            || (Infos.Contains(type) && !Names.Contains(member.Name))
            || (Openers.Contains(type) && OpensFile(member));
    }

    /// <summary>Whether a call of this member reads or changes variables of the environment.</summary>
    public static bool IsVariable(MethodReference member) => member.DeclaringType.FullName == "System.Environment" && Variables.Contains(member.Name);

    private static bool OpensFile(MethodReference member) => member.Name == ".ctor" && member.Parameters[0].ParameterType.FullName == "System.String";
}
