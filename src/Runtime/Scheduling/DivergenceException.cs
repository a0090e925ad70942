namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>A schedule to replay asks for what the code does not offer.</summary>
public sealed class DivergenceException : Exception
{
    internal DivergenceException(string message)
        : base(message)
    {
    }
}
