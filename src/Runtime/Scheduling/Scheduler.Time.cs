using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>When time passes, and what happens then.</content>
internal sealed partial class Scheduler
{
    /// <summary>Whether the program has task schedulers of its own: who completes a task may be calling one.</summary>
    public bool CallsOtherSchedulers { get; set; }

    /// <summary>Begins an operation that the clock starts.</summary>
    /// <param name="site">Where the program asked for it.</param>
    /// <param name="work">What it does.</param>
    public void BeginTimer(long site, Action work)
    {
        var operation = Create(OperationKind.Timer, "timer", site);
        operation.Work = work;
        Enable(operation);
    }

    private void LetTimePass(Func<long> next)
    {
        // Time that nothing waits for and nobody reads need not pass: whoever reads it later has worked, and not waited.
        var isWanted = spinning.IsClockRead || Clock.NextDue is not null;
        var leap = Clock.Now + next();
        looks++;
        var time = Math.Min(Clock.Later?.Due ?? leap, leap); // who asks again and again to be called at once does not hold it back
        if (!TakeInOutside() && !WaitForCallback(PatienceOfPolls(time)) && isWanted)
        {
            AdvanceClock(time);
        }
    }

    /// <summary>Jumps to a time and fires one of the entries that are due then. Which one is a decision, and so is when the others follow.</summary>
    private void AdvanceClock(long time)
    {
        var distance = time - Clock.Now;
        if (distance > 0)
        {
            // Recorded at the time it leads to, so that times never go back.
            recorder.Add(time - Stalled, EventKind.ClockAdvanced, 0, 0, distance, 0);
        }

        Clock.AdvanceTo(time);
        if (Clock.CountDue() is > 0 and var due)
        {
            Fire(Clock.DueAt(due == 1 ? 0 : ChooseDue(due, none: 0)));
        }

        CountStep();
    }

    /// <summary>
    /// Entries due at one time come in any order, and operations that the first have woken may go on before the others: at each scheduling point it is
    /// decided whether one of the rest fires.
    /// </summary>
    private void FireSomeDue()
    {
        while (!IsDecided && Clock.CountDue() is > 0 and var due && ChooseDue(due, none: 1) is >= 0 and var chosen)
        {
            Fire(Clock.DueAt(chosen));
        }
    }

    private void Fire(ClockEntry entry)
    {
        schedulingThread = Environment.CurrentManagedThreadId;
        Clock.Take(entry);
        entry.Fire();
        schedulingThread = 0;
    }

    // How many of the choices, the first, stand for no entry; then the result is negative.
    private int ChooseDue(int count, int none)
    {
        var chosen = AskNumber(count + none);
        Note(new Choice(chosen, count + none, ChoiceKind.Number, chosen < none ? Running?.Site ?? 0 : Clock.DueAt(chosen - none).Site));
        return chosen - none;
    }
}
