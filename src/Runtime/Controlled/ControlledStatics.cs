using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>The static state that every schedule has anew: of the types of assemblies that were woven so.</summary>
/// <remarks>To these types each schedule is a process of its own. What it leaves is finalized in none: at the end of a process .NET runs no finalizers.</remarks>
public static class ControlledStatics
{
    // One that waits for ever is not waited for.
    private static readonly TimeSpan PatienceForFinalizer = TimeSpan.FromMilliseconds(100);

    private static readonly Lock Gate = new();
    private static readonly List<(Action Clear, Action? Initialize)> Types = [];

    // Held while a finalizer uses the static state, and while that is made anew.
    private static readonly object Using = new();
    private static volatile int renewals;

    /// <summary>Whose static state an object uses that is made now: a number of the schedule's; zero outside of schedules.</summary>
    public static int Current => Control.Current is null ? 0 : renewals;

    /// <summary>Runs a finalizer, unless the static state that its object used is gone.</summary>
    /// <param name="madeIn">What <see cref="Current"/> was when the object was made.</param>
    /// <param name="finalizer">What its author wrote.</param>
    public static void Finalize(int madeIn, Action finalizer)
    {
        lock (Using)
        {
            if (madeIn == 0 || madeIn == renewals)
            {
                finalizer();
            }
        }
    }

    /// <summary>A type has been initialised for the first time. Those whose initialisers it needed have told before.</summary>
    /// <param name="clear">Gives all its static fields their types' default values.</param>
    /// <param name="initialize">Its initialiser; null when it has none.</param>
    public static void Register(Action clear, Action? initialize)
    {
        lock (Gate)
        {
            Types.Add((clear, initialize));
        }
    }

    /// <summary>
    /// Gives the types that have been initialised what static state a new process gives them: those that were initialised first, first. Called when a schedule begins,
    /// as part of its body.
    /// </summary>
    /// <exception cref="TypeInitializationException">An initialiser cannot run again.</exception>
    internal static void Renew()
    {
        (Action Clear, Action? Initialize)[] types;
        lock (Gate)
        {
            types = [.. Types];
        }

        var hasEntered = Monitor.TryEnter(Using, PatienceForFinalizer);
        try
        {
            renewals++;
            Renew(types);
        }
        finally
        {
            if (hasEntered)
            {
                Monitor.Exit(Using);
            }
        }
    }

    private static void Renew((Action Clear, Action? Initialize)[] types)
    {
        foreach (var (clear, _) in types)
        {
            clear();
        }

        foreach (var (_, initialize) in types)
        {
            try
            {
                initialize?.Invoke();
            }
            catch (Exception e) when (e is not OperationAbortedException)
            {
                throw new TypeInitializationException(initialize!.Method.DeclaringType!.FullName, e);
            }
        }
    }
}
