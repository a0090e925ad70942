using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The delegates that a run handed to something outside, each with what was handed over for it.</summary>
internal sealed class HandedDelegates(Scheduler scheduler)
{
    // Equal ones are one, as for whoever takes them back.
    private readonly Dictionary<(Delegate Handler, string Member), Delegate> standIns = [];

    /// <summary>What is handed over in its place; the delegate itself where that is left to call it by itself.</summary>
    /// <param name="handler">The program's delegate.</param>
    /// <param name="site">Where it is handed over.</param>
    [return: NotNullIfNotNull(nameof(handler))]
    public T? StandInFor<T>(T? handler, long site)
        where T : Delegate
    {
        if (handler is null || StandIn<T>.Make is not { } make)
        {
            return handler;
        }

        var member = SiteTable.Resolve(site).Member;
        if (!standIns.TryGetValue((handler, member), out var standIn))
        {
            standIns.Add((handler, member), standIn = make(new HandedDelegate(scheduler, Named(member), site, TellsOfEnd(handler, member)), handler));
        }

        return (T)standIn;
    }

    /// <summary>What was handed over for an equal delegate to the same member; null when none was.</summary>
    public T? Find<T>(T? handler, long site)
        where T : Delegate => handler is null ? null : standIns.GetValueOrDefault((handler, SiteTable.Resolve(site).Member)) as T;

    // BeginReceive calls back as the event Exited does.
    private static string Named(string member) => $"{member} handler";

    // Whoever asks a process whether it has exited, and is the first to know, raises its event. A stream may be one of the program's own, which calls back as it is told.
    private static bool TellsOfEnd(Delegate handler, string member) => (handler is AsyncCallback && !member.StartsWith("Stream.", StringComparison.Ordinal)) || member == "Process.Exited";

    private static class StandIn<T>
        where T : Delegate
    {
        /// <summary>Makes a delegate that has an operation call another; null for a type whose calls cannot be taken there.</summary>
        public static Func<HandedDelegate, T, T>? Make { get; } = Compile();

        private static Func<HandedDelegate, T, T>? Compile()
        {
            var signature = typeof(T).GetMethod("Invoke")!;
            var parameters = signature.GetParameters();
            if (IsTask(signature.ReturnType) || signature.ReturnType.IsByRef || parameters.Any(static p => p.ParameterType.IsByRef || p.ParameterType.IsPointer || p.ParameterType.IsByRefLike))
            {
                return null;
            }

            // (handed, handler) => (arguments) => handed.Call(() => handler(arguments))
            var (handed, handler) = (Expression.Parameter(typeof(HandedDelegate)), Expression.Parameter(typeof(T)));
            var arguments = Array.ConvertAll(parameters, static p => Expression.Parameter(p.ParameterType, p.Name));
            var call = Expression.Lambda(Expression.Invoke(handler, arguments));
            var standIn = Expression.Lambda<T>(
                signature.ReturnType == typeof(void)
                    ? Expression.Call(handed, nameof(HandedDelegate.Call), null, call)
                    : Expression.Call(handed, nameof(HandedDelegate.Call), [signature.ReturnType], call),
                arguments);
            return Expression.Lambda<Func<HandedDelegate, T, T>>(standIn, handed, handler).Compile();
        }

        // Whoever is outside awaits it there.
        private static bool IsTask(Type type) => type.GetMethod(nameof(Task.GetAwaiter), BindingFlags.Public | BindingFlags.Instance, []) is not null;
    }
}
