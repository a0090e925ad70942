using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// What a task of code that is not woven waits for, read from its private state as a debugger's view of async methods does:
/// the awaiter in the state machine, the antecedent of a continuation, the tasks of a combination. Used only when nothing else can run.
/// </summary>
internal static class TaskInspection
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>The tasks, finished or not, and other awaited things that <paramref name="task"/> depends on; empty when that cannot be told.</summary>
    public static IReadOnlyList<object> PartsOf(object task)
    {
        var parts = new List<object>();
        foreach (var field in FieldsOf(task.GetType()))
        {
            Collect(field.GetValue(task), field, parts);
        }

        parts.RemoveAll(part => ReferenceEquals(part, task));
        return parts;
    }

    /// <summary>The scheduler that a task is queued to; null for a task that runs no delegate.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_taskScheduler")]
    public static extern ref TaskScheduler? SchedulerOf(Task task);

    private static void Collect(object? value, FieldInfo field, List<object> parts)
    {
        switch (value)
        {
            case null:
                break;
            case Task task:
                parts.Add(task);
                break;
            case IEnumerable<Task?> tasks:
                parts.AddRange(tasks.OfType<Task>());
                break;
            case not null when field.Name == "_source": // a value task made a task
                parts.Add(value);
                break;
            default:
                CollectInside(value, field, parts);
                break;
        }
    }

    private static void CollectInside(object value, FieldInfo field, List<object> parts)
    {
        if (field.Name == "StateMachine" || (value.GetType().IsValueType && IsAwaiter(value.GetType())))
        {
            foreach (var inner in FieldsOf(value.GetType()))
            {
                if (IsAwaiter(inner.FieldType) || inner.Name is "_value" or "m_task")
                {
                    Collect(inner.GetValue(value), inner, parts);
                }
                else if (inner.Name == "_obj" && inner.GetValue(value) is { } source)
                {
                    parts.Add(source);
                }
            }
        }
    }

    private static bool IsAwaiter(Type type) =>
        type.Assembly == typeof(Task).Assembly && (type.Name.Contains("Awaiter", StringComparison.Ordinal) || type.Name.StartsWith("ValueTask", StringComparison.Ordinal));

    // Task's own fields say nothing of what it waits for (its continuations are those who wait for it).
    private static FieldInfo[] FieldsOf(Type type) => Fields.GetOrAdd(type, static t =>
    {
        var fields = new List<FieldInfo>();
        for (var current = t; current is not null && current != typeof(Task) && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            if (!current.IsGenericType || current.GetGenericTypeDefinition() != typeof(Task<>))
            {
                fields.AddRange(current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
            }
        }

        return [.. fields];
    });
}
