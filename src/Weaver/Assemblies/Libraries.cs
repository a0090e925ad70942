using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>The libraries that a program may call.</summary>
/// <param name="files">Those that are not the program's own, and that could be woven.</param>
/// <param name="woven">Simple names of the assemblies that are woven.</param>
/// <param name="redirected">Simple names of libraries whose members are redirected.</param>
internal sealed class Libraries(IEnumerable<string> files, IEnumerable<string> woven, IEnumerable<string> redirected)
{
    private readonly Dictionary<string, string> paths = files.DistinctBy(Path.GetFileNameWithoutExtension).ToDictionary(file => Path.GetFileNameWithoutExtension(file));
    private readonly HashSet<string> seenTo = [.. woven, .. redirected];
    private readonly HashSet<string> woven = [.. woven];
    private readonly Dictionary<string, bool> known = [];

    /// <summary>Whether the assembly of this simple name is woven.</summary>
    public bool IsWoven(string assembly) => woven.Contains(assembly);

    /// <summary>Whether the assembly of this simple name is woven, or its members are redirected.</summary>
    public bool IsSeenTo(string assembly) => seenTo.Contains(assembly);

    /// <summary>Whether the assembly of this simple name is a library, not the program's own.</summary>
    public bool Contains(string assembly) => paths.ContainsKey(assembly);

    /// <summary>
    /// Whether a call of <paramref name="caller"/> leads out of the program's own code into an assembly that could be woven and is not, though it starts work or counts
    /// time: then not all that it does is done by who calls it.
    /// </summary>
    public bool ActByThemselves(string assembly, string caller)
    {
        if (IsSeenTo(assembly) || Contains(caller) || !paths.TryGetValue(assembly, out var path))
        {
            return false;
        }

        if (!known.TryGetValue(assembly, out var acts))
        {
            known[assembly] = acts = ActsByItself(path);
        }

        return acts;
    }

    private static bool ActsByItself(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            return false;
        }

        var metadata = file.GetMetadataReader();
        return metadata.MemberReferences.Select(metadata.GetMemberReference).Any(member => StartsOrTimes(metadata, member));
    }

    private static bool StartsOrTimes(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        var name = metadata.GetString(member.Name);
        return (metadata.GetString(type.Namespace), metadata.GetString(type.Name)) switch
        {
            ("System.Threading", "CancellationTokenSource") => name == "CancelAfter",
            ("System.Threading", "PeriodicTimer" or "Timer") => name == ".ctor",
            ("System.Threading", "Thread") => name is "Start" or "UnsafeStart",
            ("System.Threading", "ThreadPool") => name is "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "RegisterWaitForSingleObject" or "UnsafeRegisterWaitForSingleObject",
            ("System.Threading.Tasks", "Parallel") => true,
            ("System.Threading.Tasks", "Task") => name is "Run" or "Delay",
            ("System.Threading.Tasks", "TaskFactory") => name == "StartNew",
            ("System.Timers", "Timer") => name == ".ctor",
            ("System", "TimeProvider") => name == "CreateTimer",
            _ => false,
        };
    }
}
