namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledInterlocked
{
    public static int Increment(ref int location, long site)
    {
        Calls.Add(site);
        return Interlocked.Increment(ref location);
    }

    public static T CompareExchange<T>(ref T location1, T value, T comparand, long site)
    {
        Calls.Add(site);
        return Interlocked.CompareExchange(ref location1, value, comparand);
    }
}
