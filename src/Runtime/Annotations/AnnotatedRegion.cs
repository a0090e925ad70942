using ConcurrencyTrace.Runtime.Annotations;

namespace ConcurrencyTrace;

/// <summary>A region that <see cref="Annotate.Region"/> began.</summary>
public readonly struct AnnotatedRegion : IDisposable
{
    private readonly string? name;
    private readonly int number;

    private AnnotatedRegion(string name, int number) => (this.name, this.number) = (name, number);

    /// <summary>Ends the region.</summary>
    public void Dispose()
    {
        if (name is not null)
        {
            AnnotationSink.EndRegion(name, number);
        }
    }

    internal static AnnotatedRegion Begin(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new AnnotatedRegion(name, AnnotationSink.BeginRegion(name));
    }
}
