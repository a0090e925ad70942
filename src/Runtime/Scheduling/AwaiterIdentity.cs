using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Looks into the runtime's own awaiters for the task, or value-task source, that is awaited.</summary>
/// <typeparam name="TAwaiter">The awaiter.</typeparam>
internal static class AwaiterIdentity<TAwaiter>
{
    private delegate object? Getter(ref TAwaiter awaiter);

    private delegate bool Look(ref TAwaiter awaiter);

    private static readonly Getter? Get0 = Make();

    private static readonly bool IsOfProgram = WovenTypes.Contains(typeof(TAwaiter));

    /// <summary>The awaited object; null for awaiters that are not the runtime's.</summary>
    public static object? Get(ref TAwaiter awaiter) => Awaited(ref awaiter) is var awaited && awaited is SingleUse source ? source.Task : awaited;

    /// <summary>Whether an awaiter of the runtime's, a struct, is complete.</summary>
    public static bool IsCompleted(ref TAwaiter awaiter) => Looked.IsCompleted(ref awaiter);

    /// <summary>The source behind a value task or its awaiter, where it is one of ours.</summary>
    public static SingleUse? Source(ref TAwaiter awaiter) => Awaited(ref awaiter) as SingleUse;

    /// <summary>The awaiter itself where it is the program's own; null for others.</summary>
    public static object? OfProgram(ref TAwaiter awaiter) => IsOfProgram || (typeof(TAwaiter).IsInterface && WovenTypes.Contains(awaiter!.GetType())) ? awaiter : null;

    // F# has awaiters boxed where it does not compile a workflow to a state machine of its own.
    private static object? Awaited(ref TAwaiter awaiter) =>
        Get0 is { } get ? get(ref awaiter) : typeof(TAwaiter).IsInterface && awaiter is { } boxed ? BoxedAwaiters.AwaitedBy(boxed) : null;

    private static Getter? Make()
    {
        if (typeof(TAwaiter).Assembly != typeof(Task).Assembly)
        {
            return null;
        }

        var path = BoxedAwaiters.FindPath(typeof(TAwaiter));
        if (path is null)
        {
            return null;
        }

        var method = new DynamicMethod("AwaitedBy", typeof(object), [typeof(TAwaiter).MakeByRefType()], typeof(TaskAwaiter).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        for (var i = 0; i < path.Count; i++)
        {
            il.Emit(i == path.Count - 1 ? OpCodes.Ldfld : OpCodes.Ldflda, path[i]);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Getter>();
    }

    // Rarely asked for: not made with the rest.
    private static class Looked
    {
        public static readonly Look IsCompleted = typeof(TAwaiter).GetProperty(nameof(TaskAwaiter.IsCompleted))!.GetMethod!.CreateDelegate<Look>();
    }
}
