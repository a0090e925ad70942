using System.IO.Pipelines;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Begins a call on one end of a pipe, which may let the other end go on.</summary>
internal static class PipeCompletion
{
    /// <summary>
    /// A scheduling point. Whom a pipe of the platform tells during the call itself, it runs on this stack: what it sends to the thread pool or to a context
    /// comes from there. A reader or writer of another kind, a stream's or the program's own, says in its own code who goes on, and where.
    /// </summary>
    public static Completion Begin(object end, long site)
    {
        if (end?.GetType().DeclaringType == typeof(Pipe))
        {
            return Completion.Begin(site);
        }

        At.Point(end, site);
        return default;
    }
}
