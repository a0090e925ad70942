namespace ConcurrencyTrace.Runtime.Controlled;

public abstract class ControlledStream : Stream;
