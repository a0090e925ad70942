using ConcurrencyTrace.Tracing;
using ConcurrencyTrace.Tracing.Analyses;

namespace ConcurrencyTrace.Assertions;

/// <summary>Shows the parts of a trace in messages as reports do, not field by field.</summary>
internal sealed class PartFormatter : IValueFormatter
{
    public bool CanHandle(object value) => value is OperationInfo or ResourceInfo or RegionInterval;

    public void Format(object value, FormattedObjectGraph formattedGraph, FormattingContext context, FormatChild formatChild) => formattedGraph.AddFragment(value.ToString()!);
}
