namespace ConcurrencyTrace.Weaver;

/// <summary>Every message that the weaver shows. <c>docs/errors.md</c> explains each code.</summary>
internal static class Errors
{
    /// <summary>The arguments on the command line are wrong.</summary>
    public static Diagnostic WrongArguments(string why) =>
        Error("ConcurrencyTrace.Weaver", "CTW0000", $"{why} Usage: --runtime <ConcurrencyTrace.Runtime.dll> --references <file, a path a line> "
            + "--inputs <file, \"input|output\" a line> [--woven <file, a name a line>] [--libraries <file, a path a line>] [--fresh-statics <file, a name a line>] [--memory true|false].");

    /// <summary>The file is no managed assembly.</summary>
    public static Diagnostic NotManaged(string path, string why) =>
        Error(path, "CTW0001", $"This file cannot be read as a .NET assembly ({why}). Remove it from the ConcurrencyTraceWeave items, or rebuild it.");

    /// <summary>The assembly holds native code that no tool can move, as C++/CLI writes it.</summary>
    public static Diagnostic MixedMode(string path) =>
        Error(path, "CTW0001", "This assembly mixes IL with native code (C++/CLI) and cannot be woven. Remove it from the ConcurrencyTraceWeave items.");

    /// <summary>A class that a row of the redirection table names is not in the Runtime.</summary>
    public static Diagnostic TargetClassMissing(string original, string target, string runtime) =>
        Error(runtime, "CTW0002", $"The redirection table sends {original} to {target}, which this Runtime does not have. "
            + "Use a ConcurrencyTrace.Weaver and a ConcurrencyTrace.Runtime of the same version.");

    /// <summary>A type that a row of the redirection table names is not among the references.</summary>
    public static Diagnostic OriginalTypeMissing(string original, string target, string runtime) =>
        Error(runtime, "CTW0002", $"The redirection table sends {original} to {target}, but no reference defines {original}. Target net10.0 or later.");

    /// <summary>A method of a target class has the shape of no member of the originals.</summary>
    public static Diagnostic TargetMatchesNothing(string target, string originals, string runtime) =>
        Error(runtime, "CTW0002", $"{target} matches no member of {originals}. A redirection target has the member's name, its parameters "
            + "(the receiver first, by ref for a struct), 'long site' at the end, and the same return type; a helper must not be public.");

    /// <summary>A method of a target class refuses type arguments that its original takes.</summary>
    public static Diagnostic TargetStricter(string target, string parameter, string original, string runtime) =>
        Error(runtime, "CTW0002", $"{target} stands in for {original} but constrains {parameter} more. Give it the same constraints, 'allows ref struct' included.");

    /// <summary>The Runtime lacks a member that woven code calls.</summary>
    public static Diagnostic ContractMemberMissing(string member, string runtime) =>
        Error(runtime, "CTW0002", $"This Runtime has no {member}, which woven code calls. Use a ConcurrencyTrace.Weaver and a ConcurrencyTrace.Runtime of the same version.");

    /// <summary>An assembly that must be read for weaving is not among the references.</summary>
    public static Diagnostic MissingReference(string assembly, string missing) =>
        Error(assembly, "CTW0003", $"Weaving needs {missing}, which is not among the project's references. Add a reference to it, "
            + "or take this assembly out of the ConcurrencyTraceWeave items.");

    /// <summary>The assembly was compiled with runtime-async.</summary>
    public static Diagnostic RuntimeAsync(string assembly, int methods, string example) =>
        Error(assembly, "CTW0004", $"{methods} method(s) use runtime-async (for example {example}), which cannot be controlled yet. "
            + "Compile with <Features>$(Features);runtime-async=off</Features>.");

    /// <summary>The debug information cannot be read: sites have no lines.</summary>
    public static Diagnostic UnreadableSymbols(string assembly, string why) =>
        new(assembly, false, "CTW0006", $"The debug information cannot be read ({why}); the trace will name methods without lines. Rebuild with DebugType portable or embedded.");

    /// <summary>The Runtime or the assembly keeps another version of the contract.</summary>
    public static Diagnostic OtherVersion(string origin, int found, int expected) =>
        Error(origin, "CTW0007", $"Made for version {found} of the contract between woven code and ConcurrencyTrace.Runtime; this weaver writes version {expected}. "
            + "Use one version of all ConcurrencyTrace packages and rebuild.");

    /// <summary>A fault of the weaver's own.</summary>
    public static Diagnostic Internal(string assembly, string method, Exception fault) =>
        Error(assembly, "CTW0008", $"The weaver failed in {method}: {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")} "
            + "This is a bug of ConcurrencyTrace: please report it with the assembly. Until then take the assembly out of the ConcurrencyTraceWeave items.");

    /// <summary>The woven assembly cannot be written.</summary>
    public static Diagnostic Unwritable(string output, string why) =>
        Error(output, "CTW0009", $"The woven assembly cannot be written ({why}). Free space on the disk, or make the folder writable; a build that still runs may hold the file.");

    /// <summary>The program's list of dependencies cannot be read or written.</summary>
    public static Diagnostic Dependencies(string path, string why) =>
        Error(path, "CTW0010", $"The program's list of dependencies cannot be amended so that the woven copy of a platform's library is loaded ({why}). Delete the file and build again.");

    /// <summary>A library of the platform whose types are redirected.</summary>
    public static Diagnostic RedirectedLibrary(string path) =>
        Error(path, "CTW0011", "This library of the platform is controlled where it is called, and must not be woven itself. Take it out of the ConcurrencyTraceWeave items.");

    /// <summary>The assembly has no types of its own, but names those of others.</summary>
    public static Diagnostic OnlyForwards(string assembly, IEnumerable<string> others) =>
        new(assembly, false, "CTW0013", $"This assembly has no code to weave: it forwards its types to {string.Join(", ", others)}. Name that in the ConcurrencyTraceWeave items instead.");

    private static Diagnostic Error(string origin, string code, string text) => new(origin, true, code, text);
}
