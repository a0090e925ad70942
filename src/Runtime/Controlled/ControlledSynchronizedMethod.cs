namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Brackets the bodies of methods that were marked <see cref="System.Runtime.CompilerServices.MethodImplOptions.Synchronized"/>: they hold the monitor of their object, or of
/// their type, as the runtime would have them do.
/// </summary>
public static class ControlledSynchronizedMethod
{
    /// <summary>An instance method begins.</summary>
    public static void Enter(object self, long site) => ControlledMonitor.Enter(self, site);

    /// <summary>An instance method ends.</summary>
    public static void Exit(object self, long site) => ControlledMonitor.Exit(self, site);

    /// <summary>A static method of this type begins.</summary>
    public static void EnterType(RuntimeTypeHandle type, long site) => ControlledMonitor.Enter(Type.GetTypeFromHandle(type)!, site);

    /// <summary>A static method of this type ends.</summary>
    public static void ExitType(RuntimeTypeHandle type, long site) => ControlledMonitor.Exit(Type.GetTypeFromHandle(type)!, site);
}
