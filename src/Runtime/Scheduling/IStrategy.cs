namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The oracle: who runs next. Everything else (operations, blocking, clock, recording) is the scheduler's.</summary>
internal interface IStrategy
{
    /// <summary>What <see cref="NextToComeBack"/> says for whoever comes first.</summary>
    const int Anybody = -1;

    /// <summary>What <see cref="NextToComeBack"/> says for nobody yet, unless nothing else can run.</summary>
    const int Nobody = 0;

    /// <summary>Chooses one of several operations.</summary>
    /// <param name="candidates">Two or more operations, in an order that depends only on earlier decisions.</param>
    /// <param name="current">The operation that is running and could go on; null when it blocked or ended, or when a waiter is chosen.</param>
    /// <param name="kind">What is being decided.</param>
    /// <returns>An index into <paramref name="candidates"/>.</returns>
    int Next(ReadOnlySpan<Operation> candidates, Operation? current, ChoiceKind kind);

    /// <summary>Chooses a number from 0 to below <paramref name="bound"/> for the program under test.</summary>
    int NextNumber(int bound);

    /// <summary>Which operation that waits for what is not under control comes back next, or begins since it is called from there: its number, <see cref="Anybody"/> or <see cref="Nobody"/>.</summary>
    /// <param name="looks">How many scheduling points, and looks whether something is complete, there were since the last decision.</param>
    int NextToComeBack(int looks) => Anybody;

    /// <summary>Whether code that is called from outside may begin now.</summary>
    /// <param name="site">Where it was handed over.</param>
    /// <param name="looks">As for <see cref="NextToComeBack"/>.</param>
    bool MayArrive(long site, int looks) => true;

    /// <summary>For what share of the longest wait for the outside to wait for <see cref="NextToComeBack"/>, before the run goes another way.</summary>
    double PatienceForNext => 1;

    /// <summary>The operation came back from waiting for what is not under control, or began since it was called from there.</summary>
    void CameBack(Operation operation)
    {
    }

    /// <summary>Whether what an operation looks at was complete then, where that is not up to the operations; null where there is nothing to go by.</summary>
    /// <param name="operation">Who looks.</param>
    /// <param name="looks">As for <see cref="NextToComeBack"/>.</param>
    bool? WasComplete(Operation operation, int looks) => null;

    /// <summary>The operation began to wait for what may come from outside.</summary>
    void WentAway(Operation operation)
    {
    }

    /// <summary>An operation was created.</summary>
    void Created(Operation operation)
    {
    }

    /// <summary>The operation said that it makes no progress until others do (a yield, a turn of a spin loop).</summary>
    void Yielded(Operation operation)
    {
    }
}

/// <summary>What a strategy is asked to choose.</summary>
internal enum ChoiceKind : byte
{
    /// <summary>The operation that runs next.</summary>
    Run,

    /// <summary>Which waiter a release or signal goes to.</summary>
    Wake,

    /// <summary>A number for the program under test, or which of the timers due at one time fires.</summary>
    Number,

    /// <summary>Which operation came back from waiting for what is not under control, or began since it was called from there.</summary>
    External,

    /// <summary>Which operation began to wait for what may come from outside.</summary>
    Away,
}

/// <summary>One decision as it was taken.</summary>
/// <param name="Chosen">The chosen operation's number, or the chosen number.</param>
/// <param name="Count">How many there were to choose from; for an operation that waits for the outside or comes from there, one more than the scheduling points and looks since the last decision.</param>
/// <param name="Kind">What was chosen.</param>
/// <param name="Site">Where the chosen operation was.</param>
internal readonly record struct Choice(int Chosen, int Count, ChoiceKind Kind, long Site);
