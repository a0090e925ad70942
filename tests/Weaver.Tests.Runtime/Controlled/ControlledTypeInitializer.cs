namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledTypeInitializer
{
    public static void Reach(RuntimeTypeHandle type, long site) => Calls.Add(site);

    public static void Enter(RuntimeTypeHandle type, long site) => Calls.Add(site);

    public static void Exit(RuntimeTypeHandle type) => Calls.Add(0);
}
