using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Whether somebody has looked at a faulted task's exception: what the runtime's finaliser asks before it raises <c>UnobservedTaskException</c>.</summary>
internal static class TaskObservation
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo? Contingent = typeof(Task).GetField("m_contingentProperties", Private);
    private static readonly FieldInfo? Holder = Contingent?.FieldType.GetField("m_exceptionsHolder", Private);
    private static readonly FieldInfo? IsHandled = Holder?.FieldType.GetField("m_isHandled", Private);

    public static bool IsObserved(Task task)
    {
        var contingent = Contingent?.GetValue(task);
        var holder = contingent is null ? null : Holder!.GetValue(contingent);
        return holder is null || (bool)IsHandled!.GetValue(holder)!;
    }
}
