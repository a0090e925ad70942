using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>What many events of a chunk have in common: an event is the number of its template, and what differs.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Fields">What each event has of its own.</param>
/// <param name="Site">The site; 0 for none. In a chunk's bytes, the site's number within the chunk.</param>
/// <param name="Detail">The detail of every event of the template, unless each has its own.</param>
internal readonly record struct EventTemplate(EventKind Kind, EventFields Fields, long Site, long Detail);
