namespace ConcurrencyTrace.Tracing.Judging;

/// <summary>Finds what the user names.</summary>
internal static class Names
{
    /// <summary>Whether a user who writes this means the operation: its name, <c>op 2</c>, or (part of) the place where it was created.</summary>
    public static bool IsOperation(Trace trace, int id, string text) =>
        text == $"op {id}" || (trace.OperationWith(id) is { } operation && (operation.Name == text || IsAt(trace, operation.CreationSite, text)));

    /// <summary>Whether a user who writes this means the resource: its name, or the name of its type, with or without type arguments, which stands for all of them.</summary>
    public static bool IsResource(Trace trace, int id, string text) =>
        trace.ResourceWith(id)?.Name is { } name
        && (name == text || name.StartsWith(text + "#", StringComparison.Ordinal) || name.StartsWith(text + "<", StringComparison.Ordinal));

    /// <summary>Evidence: something has this name.</summary>
    public static Func<Trace, Explanation?> Operation(string text) => trace =>
        trace.Operations.Any(o => IsOperation(trace, o.Id, text)) ? null
        : Explanation.OfSome($"no operation is called \"{text}\", nor was created at such a place. There are:", trace.Operations, o => [TraceWords.Operation(trace, o.Id)]);

    /// <inheritdoc cref="Operation"/>
    public static Func<Trace, Explanation?> Resource(string text) => trace =>
        trace.Resources.Any(r => IsResource(trace, r.Id, text)) ? null
        : Explanation.OfSome($"no resource, nor its type, is called \"{text}\". There are:", trace.Resources, r => [r.Name]);

    private static bool IsAt(Trace trace, long site, string text) => site != 0 && trace.SiteAt(site).ToString().Contains(text, StringComparison.Ordinal);
}
