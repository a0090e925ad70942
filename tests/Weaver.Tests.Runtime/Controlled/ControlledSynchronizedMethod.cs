namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledSynchronizedMethod
{
    public static void Enter(object self, long site) => ControlledMonitor.Enter(self, site);

    public static void Exit(object self, long site) => ControlledMonitor.Exit(self, site);

    public static void EnterType(RuntimeTypeHandle type, long site) => ControlledMonitor.Enter(Type.GetTypeFromHandle(type)!, site);

    public static void ExitType(RuntimeTypeHandle type, long site) => ControlledMonitor.Exit(Type.GetTypeFromHandle(type)!, site);
}
