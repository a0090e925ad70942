using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>The static state that every schedule has anew: of the types of assemblies that were woven so.</summary>
public static class ControlledStatics
{
    private static readonly Lock Gate = new();
    private static readonly List<(Action Clear, Action? Initialize)> Types = [];

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
