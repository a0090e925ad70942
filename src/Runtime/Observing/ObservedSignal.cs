namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Who gave something back or signalled it, and where.</summary>
internal sealed record ObservedSignal(ObservedOperation By, long Site);
