using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>Finds the place in the source that a site identifier stands for.</summary>
/// <remarks>
/// A site identifier is the module's id in the high 32 bits and the number of the site within the module in the low ones.
/// The weaver embeds each module's sites as the resource <see cref="ResourceName"/>, read here when first asked for:
/// <c>int32 version, bool library, int32 count</c>, then for each site <c>string method, string member, string file</c> (empty when unknown)
/// <c>, int32 line</c>, as <see cref="BinaryReader"/> reads them.
/// </remarks>
public static class SiteTable
{
    /// <summary>Name of the embedded resource.</summary>
    public const string ResourceName = "ConcurrencyTrace.Sites";

    private static readonly ConcurrentDictionary<int, Module> Modules = new();

    // Of module 0, which no woven one is.
    private static readonly ConcurrentDictionary<string, Site> Methods = new();
    private static readonly ConcurrentDictionary<long, Site> MethodsById = new();
    private static long lastMethod;

    /// <summary>The site with this identifier; <see cref="Site.Unknown"/> for 0 or when no loaded assembly knows it.</summary>
    public static Site Resolve(long id)
    {
        if (id == 0)
        {
            return Site.Unknown;
        }

        if (MethodsById.TryGetValue(id, out var method))
        {
            return method;
        }

        var sites = OfModule(ModuleIdOf(id));
        var index = (uint)id; // of a damaged trace it may be any
        return index < sites.Length ? sites[index] : Site.Unknown;
    }

    /// <summary>The site of a method that is not woven: a frame of a stack that the runtime took.</summary>
    /// <param name="method">As a person writes it.</param>
    public static Site OfMethod(string method) => Methods.GetOrAdd(method, static method =>
    {
        var site = new Site(Interlocked.Increment(ref lastMethod), method, "", null, 0);
        MethodsById[site.Id] = site;
        return site;
    });

    /// <summary>The module that a site lies in.</summary>
    internal static int ModuleIdOf(long id) => (int)(id >> 32);

    /// <summary>All sites of a loaded module, in the order of their numbers; none where it is not known.</summary>
    internal static Site[] OfModule(int moduleId) => Modules.GetOrAdd(moduleId, Load).Sites;

    /// <summary>Whether the site lies in a library, as the build knows it: a package or one of the platform's, not the program's own.</summary>
    internal static bool IsOfLibrary(long id) => id != 0 && Modules.GetOrAdd(ModuleIdOf(id), Load).IsLibrary;

    private static Module Load(int moduleId)
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.IsDynamic || assembly.GetCustomAttribute<WovenAttribute>()?.ModuleId != moduleId)
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(ResourceName);
            return stream is null ? Module.None : Read(stream, moduleId);
        }

        return Module.None;
    }

    private static Module Read(Stream stream, int moduleId)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var version = reader.ReadInt32();
        if (version != WovenAttribute.CurrentFormatVersion)
        {
            return Module.None;
        }

        var isLibrary = reader.ReadBoolean();
        var sites = new Site[reader.ReadInt32()];
        for (var i = 0; i < sites.Length; i++)
        {
            var (method, member, file, line) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt32());
            sites[i] = new Site(((long)moduleId << 32) | (uint)i, method, member, file.Length == 0 ? null : file, line);
        }

        return new Module(sites, isLibrary);
    }

    private sealed record Module(Site[] Sites, bool IsLibrary)
    {
        public static Module None { get; } = new([], false);
    }
}
