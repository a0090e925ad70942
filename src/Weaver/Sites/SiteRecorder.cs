using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Sites;

/// <summary>Numbers the woven call sites of one module and writes their table.</summary>
/// <param name="moduleId">First half of every site identifier of the module.</param>
/// <param name="isLibrary">Whether the module is a library, not the program's own.</param>
internal sealed class SiteRecorder(int moduleId, bool isLibrary)
{
    /// <summary>Name of the embedded resource that holds the table.</summary>
    public const string ResourceName = "ConcurrencyTrace.Sites";

    private readonly List<(string Method, string Member, string File, int Line)> sites = [];
    private readonly SourceNames sources = new();
    private MethodDefinition? last;
    private string name = "";
    private SequencePoint[] points = [];
    private int[] offsets = [];
    private BranchedPlaces? branched;

    /// <summary>Number of sites.</summary>
    public int Count => sites.Count;

    /// <summary>The identifier of a new site.</summary>
    /// <param name="method">The method that is woven.</param>
    /// <param name="instruction">The call, at its offset in the original.</param>
    /// <param name="member">What is called, as a person writes it.</param>
    public long Add(MethodDefinition method, Instruction instruction, string member)
    {
        if (method != last)
        {
            (last, name) = (method, DisplayNames.OfMethod(method));
            points = method.DebugInformation.HasSequencePoints ? [.. method.DebugInformation.SequencePoints.Where(p => !p.IsHidden)] : [];
            offsets = Array.ConvertAll(points, p => p.Offset);
            branched = BranchedPlaces.Of(method);
        }

        var point = PointOf(instruction);
        sites.Add((name, member, sources.Of(point?.Document.Url ?? ""), point?.StartLine ?? 0));
        return ((long)moduleId << 32) | (uint)(sites.Count - 1);
    }

    /// <summary>The table, in the format that the Runtime's <c>SiteTable</c> reads.</summary>
    public EmbeddedResource ToResource(int formatVersion)
    {
        using var stream = new MemoryStream(sites.Count * 128);
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(formatVersion);
            writer.Write(isLibrary);
            writer.Write(sites.Count);
            foreach (var (method, member, file, line) in sites)
            {
                writer.Write(method);
                writer.Write(member);
                writer.Write(file);
                writer.Write(line);
            }
        }

        return new EmbeddedResource(ResourceName, ManifestResourceAttributes.Public, stream.ToArray());
    }

    // The statement that the call belongs to starts at the last visible sequence point at or before it.
    private SequencePoint? PointOf(Instruction instruction)
    {
        var found = Array.BinarySearch(offsets, (branched?.OriginOf(instruction) ?? instruction).Offset);
        return points.Length == 0 ? null : points[Math.Max(found < 0 ? ~found - 1 : found, 0)];
    }
}
