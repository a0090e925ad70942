namespace ConcurrencyTrace.Runtime.Controlled;

public abstract class ControlledTextWriter : TextWriter;
