namespace ConcurrencyTrace.Runtime.Controlled;

public abstract class ControlledTextReader : TextReader
{
    public override Task<string?> ReadLineAsync()
    {
        Calls.Add(0);
        return base.ReadLineAsync();
    }
}
