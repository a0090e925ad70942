namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Which fields follow an event's template number, in this order; all others are as the template or the event before has them.</summary>
[Flags]
internal enum EventFields : byte
{
    None = 0,

    /// <summary>Ticks since the event before.</summary>
    Time = 1,

    /// <summary>Distance of the operation's number from that of the event before.</summary>
    Operation = 2,

    /// <summary>The subject; 0 without.</summary>
    Subject = 4,

    /// <summary>The detail; the template's without.</summary>
    Detail = 8,

    /// <summary>Number of a string; none without.</summary>
    Text = 16,

    /// <summary>Number of a stack of the chunk; none without.</summary>
    Stack = 32,
}
