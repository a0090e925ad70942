using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Tracing;

/// <summary>Everything that happened in one run: immutable, in order of time. The questions to ask of it are in <see cref="Analyses"/>.</summary>
public sealed class Trace
{
    private static readonly Dictionary<long, Site> NoSites = [];
    private IReadOnlyList<RegionInterval>? regions;

    /// <summary>Makes a trace of its parts.</summary>
    public Trace(TraceHeader header, IReadOnlyList<TraceEvent> events, IReadOnlyList<OperationInfo> operations, IReadOnlyList<ResourceInfo> resources)
    {
        Header = header;
        Events = events;
        Operations = operations;
        Resources = resources;
    }

    private Trace(Trace other, TraceHeader header, IReadOnlyList<TraceEvent> events)
        : this(header, events, other.Operations, other.Resources)
    {
        Sites = other.Sites;
        Stacks = other.Stacks;
        Deadlock = other.Deadlock;
    }

    /// <summary>The test, schedule and mode that the trace is of.</summary>
    public TraceHeader Header { get; }

    /// <summary>All events, in order.</summary>
    public IReadOnlyList<TraceEvent> Events { get; }

    /// <summary>All operations, by number.</summary>
    public IReadOnlyList<OperationInfo> Operations { get; }

    /// <summary>All resources, by number.</summary>
    public IReadOnlyList<ResourceInfo> Resources { get; }

    /// <summary>What the program annotated as regions and tasks, in the order in which they began.</summary>
    public IReadOnlyList<RegionInterval> Regions => regions ??= RegionInterval.Of(this);

    /// <summary>The sites that a trace from a file brought along, by identifier; those of a run in this process are in the woven assemblies.</summary>
    public IReadOnlyDictionary<long, Site> Sites { get; init; } = NoSites;

    /// <summary>Call stacks, each from the innermost site outwards; <see cref="TraceEvent.Stack"/> 1 is the first.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Stacks { get; init; } = [];

    /// <summary>How the run came to its end, where it did not end well: for example a deadlock.</summary>
    public DeadlockInfo? Deadlock { get; init; }

    /// <summary>Reads a <c>.ctrace</c> file, or its text twin, as a whole. Of a damaged one, what comes before the damage, with an <see cref="EventKind.EventsLost"/> at the end that says so.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TraceFormatException">The file cannot be read, is no trace, or is of a newer version.</exception>
    public static Trace Load(string path) => TraceLoader.Load(path);

    /// <summary>Writes the trace as a <c>.ctrace</c> file, making its folder where needed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="compression">How its chunks are compressed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let it be written.</exception>
    public void Save(string path, TraceCompression compression = TraceCompression.Deflate)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = File.Create(path);
        Save(file, compression);
    }

    /// <summary>Writes the trace in the <c>.ctrace</c> format; the stream stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="compression">How its chunks are compressed.</param>
    public void Save(Stream stream, TraceCompression compression = TraceCompression.Deflate)
    {
        using var writer = new TraceWriter(stream, Header, compression, leaveOpen: true);
        writer.Write(this);
    }

    /// <summary>The place in the source that an identifier stands for; <see cref="Site.Unknown"/> where nobody knows it.</summary>
    /// <param name="id">A site's identifier.</param>
    public Site SiteAt(long id) => Sites.TryGetValue(id, out var site) ? site : SiteTable.Resolve(id);

    /// <summary>The operation with this number; null where the trace has none.</summary>
    /// <param name="id">The number.</param>
    public OperationInfo? OperationWith(int id) =>
        id > 0 && id <= Operations.Count && Operations[id - 1].Id == id ? Operations[id - 1] : Operations.FirstOrDefault(o => o.Id == id);

    /// <summary>The resource with this number; null where the trace has none.</summary>
    /// <param name="id">The number.</param>
    public ResourceInfo? ResourceWith(int id) =>
        id > 0 && id <= Resources.Count && Resources[id - 1].Id == id ? Resources[id - 1] : Resources.FirstOrDefault(r => r.Id == id);

    /// <summary>The same trace with another header.</summary>
    /// <param name="header">What it is of.</param>
    public Trace With(TraceHeader header) => new(this, header, Events);

    /// <summary>The same trace with other events.</summary>
    internal Trace With(IReadOnlyList<TraceEvent> events) => new(this, Header, events);
}
