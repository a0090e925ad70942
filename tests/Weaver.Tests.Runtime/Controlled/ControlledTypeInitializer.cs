namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledTypeInitializer
{
    public static void Enter(long site) => Calls.Add(site);

    public static void Exit() => Calls.Add(0);
}
