using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>A stretch of a trace, as <see cref="TraceReader"/> reads it.</summary>
public sealed class TraceChunk
{
    internal TraceChunk(
        IReadOnlyList<OperationInfo> operations,
        IReadOnlyList<ResourceInfo> resources,
        IReadOnlyList<Site> sites,
        IReadOnlyList<TraceStack> stacks,
        ReadOnlyMemory<TraceEvent> events)
    {
        Operations = operations;
        Resources = resources;
        Sites = sites;
        Stacks = stacks;
        Events = events;
    }

    /// <summary>Operations that no chunk before this one has; events of this and later chunks refer to them.</summary>
    public IReadOnlyList<OperationInfo> Operations { get; }

    /// <summary>Resources that no chunk before this one has; events of this and later chunks refer to them.</summary>
    public IReadOnlyList<ResourceInfo> Resources { get; }

    /// <summary>The sites that this chunk refers to.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>The stacks that this chunk refers to.</summary>
    public IReadOnlyList<TraceStack> Stacks { get; }

    /// <summary>Its events, in order; valid until the next chunk is read.</summary>
    public ReadOnlyMemory<TraceEvent> Events { get; }
}
