namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledProgressBase
{
    public static void Begin(long site) => Calls.Add(site);

    public static void End() => Calls.Add(0);
}
