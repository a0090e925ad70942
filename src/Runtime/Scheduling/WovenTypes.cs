using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Types whose doings are woven code's: they are in woven assemblies, and derive from nothing else that does anything.</summary>
internal static class WovenTypes
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    public static bool Contains(Type type) => Known.GetOrAdd(type, static type =>
        IsWoven(type.Assembly)
        && (type.BaseType is not { } above || above == typeof(object) || above == typeof(ValueType) || above == typeof(TaskScheduler) || Contains(above)));

    /// <summary>Whether woven code has it from its author, and not from the compiler, as it has iterators.</summary>
    public static bool IsWrittenByHand(Type type) => Contains(type) && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>Whether the calls in an assembly are controlled.</summary>
    public static bool IsWoven(Assembly assembly) => assembly.IsDefined(typeof(WovenAttribute), inherit: false);

    /// <summary>The async method whose end this task is, and its library, when that is not woven; null when that cannot be told.</summary>
    public static string? UnwovenMethodOf(object? task) =>
        task is Task
        && Array.Find(task.GetType().GetGenericArguments(), static t => typeof(IAsyncStateMachine).IsAssignableFrom(t)) is { } method
        && WrittenAround(method) is { } type
        && !Contains(method)
            ? $"{type.Name.Split('`')[0]}.{Array.Find(method.Name.Split('<', '>'), static part => part.Length > 0)} of {method.Assembly.GetName().Name}"
            : null;

    // The nearest type around it that its author has named: the compiler's names begin with "<".
    private static Type? WrittenAround(Type type) => type.DeclaringType is { } around && around.Name.StartsWith('<') ? WrittenAround(around) : type.DeclaringType;

    /// <summary>Whether tasks at this scheduler are run by woven code: its own, or the runtime's pair of schedulers, which runs them where it is told.</summary>
    public static bool IsScheduler(TaskScheduler scheduler) =>
        Contains(scheduler.GetType()) || scheduler.GetType().DeclaringType == typeof(ConcurrentExclusiveSchedulerPair);
}
