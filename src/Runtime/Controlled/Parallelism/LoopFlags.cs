using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled.Parallelism;

/// <summary>
/// How a parallel loop stands: the runtime's own flags and states, so that Break, Stop and what they throw are the real thing. Only the loop around them is
/// ours: the real one blocks its thread until its replicas have ended, and cuts their work into slices of real time, which no replay could follow.
/// By reflection, for a state has no public constructor, and an unsafe accessor does not reach a generic type that has constraints.
/// </summary>
internal sealed class LoopFlags
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // The state of a loop over long; the one of a loop over int cannot be told from it.
    private static readonly Type FlagsType = Own("ParallelLoopStateFlags`1");
    private static readonly ConstructorInfo NewFlags = FlagsType.GetConstructor(Any, [])!;
    private static readonly ConstructorInfo NewWorker = Own("ParallelLoopState`1").GetConstructor(Any, [FlagsType])!;
    private static readonly MethodInfo Setter = NewWorker.DeclaringType!.GetProperty("CurrentIteration", Any)!.SetMethod!;

    private readonly object flags = NewFlags.Invoke(null);
    private readonly Action setExceptional;
    private readonly Func<bool> cancel;
    private readonly ParallelLoopState observer;

    public LoopFlags()
    {
        setExceptional = FlagsType.GetMethod(nameof(SetExceptional), Any)!.CreateDelegate<Action>(flags);
        cancel = FlagsType.GetMethod(nameof(Cancel), Any)!.CreateDelegate<Func<bool>>(flags);
        observer = NewState(out _);
    }

    /// <summary>Whether anything has happened that ends the loop early.</summary>
    public bool AnySet => observer.ShouldExitCurrentIteration || observer.LowestBreakIteration is not null;

    /// <summary>The state for one worker.</summary>
    /// <param name="setIteration">Says which iteration the worker is at.</param>
    public ParallelLoopState NewState(out Action<long> setIteration)
    {
        var state = (ParallelLoopState)NewWorker.Invoke([flags]);
        setIteration = Setter.CreateDelegate<Action<long>>(state);
        return state;
    }

    /// <summary>An iteration threw.</summary>
    public void SetExceptional() => setExceptional();

    /// <summary>The loop's token was cancelled.</summary>
    public void Cancel() => cancel();

    /// <summary>What the loop came to.</summary>
    public ParallelLoopResult Result()
    {
        var result = default(ParallelLoopResult);
        Completed(ref result) = !AnySet;
        LowestBreak(ref result) = observer.LowestBreakIteration;
        return result;
    }

    private static Type Own(string name) => typeof(ParallelLoopState).Assembly.GetType($"System.Threading.Tasks.{name}", throwOnError: true)!.MakeGenericType(typeof(long));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_completed")]
    private static extern ref bool Completed(ref ParallelLoopResult result);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lowestBreakIteration")]
    private static extern ref long? LowestBreak(ref ParallelLoopResult result);
}
