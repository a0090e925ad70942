namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledMonitor
{
    public static void Enter(object obj, long site)
    {
        Calls.Add(site);
        Monitor.Enter(obj);
    }

    public static void Enter(object obj, ref bool lockTaken, long site)
    {
        Calls.Add(site);
        Monitor.Enter(obj, ref lockTaken);
    }

    public static void Exit(object obj, long site)
    {
        Calls.Add(site);
        Monitor.Exit(obj);
    }

    public static bool TryEnter(object obj, TimeSpan timeout, long site)
    {
        Calls.Add(site);
        return Monitor.TryEnter(obj, timeout);
    }
}
