using System.Reflection;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Reads the site table of a woven assembly, by the format's description.</summary>
internal static class SiteReader
{
    public static IReadOnlyList<WovenSite> Read(Assembly assembly)
    {
        using var reader = new BinaryReader(assembly.GetManifestResourceStream("ConcurrencyTrace.Sites")!);
        Assert.Equal(2, reader.ReadInt32());
        _ = reader.ReadBoolean();
        var sites = new WovenSite[reader.ReadInt32()];
        for (var i = 0; i < sites.Length; i++)
        {
            sites[i] = new WovenSite(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        }

        return sites;
    }
}
