using System.Reflection;
using System.Runtime.ExceptionServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Whether somebody has looked at a faulted task's exception: what the runtime's finaliser asks before it raises <c>UnobservedTaskException</c>.</summary>
internal static class TaskObservation
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo? Contingent = typeof(Task).GetField("m_contingentProperties", Private);
    private static readonly FieldInfo? Holder = Contingent?.FieldType.GetField("m_exceptionsHolder", Private);
    private static readonly FieldInfo? Faults = Holder?.FieldType.GetField("m_faultExceptions", Private);
    private static readonly FieldInfo? IsHandled = Holder?.FieldType.GetField("m_isHandled", Private);

    public static bool IsObserved(Task task) => HolderOf(task) is not { } holder || (bool)IsHandled!.GetValue(holder)!;

    /// <summary>The exception, which looking at in this way does not observe; null where there is none.</summary>
    public static Exception? Peek(Task task) =>
        HolderOf(task) is { } holder && Faults?.GetValue(holder) is List<ExceptionDispatchInfo> and [var first, ..] ? first.SourceException : null;

    private static object? HolderOf(Task task) => Contingent?.GetValue(task) is { } contingent ? Holder!.GetValue(contingent) : null;
}
