using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>What an operation does within a run: come to scheduling points, block, wake others.</content>
internal sealed partial class Scheduler
{
    private readonly SpinDetector spinning = new();
    private readonly LongCompany company = new();
    private long progress;
    // The thread on which timers fire or outside events are taken in; 0 when nobody does.
    private volatile int schedulingThread;

    /// <summary>True while timers fire or outside events are taken in: what happens then, no operation did.</summary>
    public bool IsAdvancingClock => schedulingThread != 0 && schedulingThread == Environment.CurrentManagedThreadId;

    /// <summary>The operation that does what is happening now; null when the clock or the outside does.</summary>
    private Operation? By => IsAdvancingClock ? null : Running;

    /// <summary>A scheduling point: another operation may run before this one goes on.</summary>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    public void Point(Operation operation, long site) => Point(operation, site, location: 0);

    /// <summary>A scheduling point of one who looks at something.</summary>
    /// <param name="operation">Who.</param>
    /// <param name="site">Where.</param>
    /// <param name="location">What is looked at there, of memory or under a key; 0 otherwise.</param>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    public void Point(Operation operation, long site, int location)
    {
        if (!Enter(operation, site))
        {
            return;
        }

        if (operation.AtomicDepth == 0)
        {
            CountStep(operation);
            LookForArrivals();
            FireSomeDue();
            MayFireEarly();
            if (enabled.Count > 1)
            {
                spinning.StepsInCompany(site, location);
                if (!IsDecided && company.Steps(site))
                {
                    LetTimePass(company.NextLeap);
                }

                SwitchTo(operation, Decide(operation));
            }
            else if (MayWakeEarly(out _))
            {
                SwitchTo(operation, Decide(operation));
            }
            else
            {
                RecordForced(operation, operation);
                if (!IsDecided && spinning.StepsAlone(site, location))
                {
                    LetTimePass(spinning.NextLeap);
                }
            }
        }

        Leave(operation);
    }

    /// <summary>A call that is recorded but that no other operation can tell from its neighbours: not a scheduling point.</summary>
    public void Visit(Operation operation, long site)
    {
        if (Enter(operation, site))
        {
            Leave(operation);
        }
    }

    /// <summary>Does what may take real time on a busy machine, and is no wait of the program's.</summary>
    public void Undisturbed(Operation operation, long site, Action action)
    {
        Enter(operation, site);
        action();
        Leave(operation);
    }

    /// <summary>A scheduling point of an operation that makes no progress by itself.</summary>
    public void Yield(Operation operation, long site)
    {
        if (Enter(operation, site))
        {
            if (!IsDecided)
            {
                strategy.Yielded(operation);
                if (spinning.Yields())
                {
                    LetTimePass(spinning.NextLeap);
                }
            }

            Leave(operation);
        }

        Point(operation, site);
    }

    /// <summary>An awaiter was found not complete. No scheduling point, since an async method suspends next; but one for who asks again without having done anything else.</summary>
    public void LookedInVain(Operation operation, long site)
    {
        if (operation.LookedInVain == (site, progress))
        {
            Point(operation, site);
        }

        operation.LookedInVain = (site, progress);
    }

    /// <summary>An operation has found what it looked for, and taken it, so that the next look is another one.</summary>
    public void Took(Operation operation)
    {
        if (operation == Running && !IsDecided)
        {
            spinning.Took();
        }
    }

    /// <summary>The program reads the time.</summary>
    public void LookAtClock(Operation operation, long site)
    {
        if (!Enter(operation, site))
        {
            return;
        }

        stalls = false;
        var others = false;
        if (!IsDecided && spinning.LooksAtClock(out others))
        {
            LetTimePass(spinning.NextLeap);
        }

        others &= enabled.Count > 1;
        Leave(operation);
        if (others)
        {
            Yield(operation, site);
        }
    }

    /// <summary>Blocks until <paramref name="waiter"/> ends, time is up, or the token is cancelled.</summary>
    /// <param name="operation">The running operation.</param>
    /// <param name="waiter">Its wait, already where those who wake it look for it.</param>
    /// <param name="wait">Why, on what, and for how long.</param>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    /// <exception cref="ThreadInterruptedException">The operation's thread was interrupted.</exception>
    public WaitOutcome Block(Operation operation, Waiter waiter, in Wait wait)
    {
        if (!Enter(operation, wait.Site))
        {
            waiter.Abandon();
            Leave(operation);
            throw new OperationAbortedException();
        }

        if (operation.IsInterrupted)
        {
            waiter.End(WaitOutcome.Interrupted);
        }

        if (waiter.Outcome == WaitOutcome.Waiting)
        {
            using var registration = wait.Token.UnsafeRegister(static state => ((Waiter)state!).EndFromAnywhere(WaitOutcome.Cancelled), waiter);
            var timeout = wait.Ticks < 0 ? null : Clock.Schedule(wait.Ticks, wait.Site, () => waiter.End(WaitOutcome.TimedOut));
            if (waiter.Outcome == WaitOutcome.Waiting)
            {
                MarkBlocked(operation, wait.Reason, wait.On, wait.Site);
                if (timeout is not null && wait.Reason == BlockReason.Delay)
                {
                    timeout.Sleeper = operation;
                }

                operation.WaitMayEndByItself = wait.Ticks >= 0;
                operation.Waiter = waiter;
                try
                {
                    // Blocking and being woken in turn, for ever, is a livelock too.
                    CountStep(operation);
                    SwitchTo(operation, SelectNext(null));
                }
                finally
                {
                    waiter.Abandon();
                    timeout?.Cancel();
                    operation.WaitMayEndByItself = false;
                    operation.Waiter = null;
                }

                Resume(operation, wait.Site);
            }
        }

        Leave(operation);
        if (waiter.Outcome == WaitOutcome.Interrupted)
        {
            ThrowIfInterrupted(operation);
        }

        return waiter.Outcome;
    }

    /// <summary>Wakes one of the operations that wait for <paramref name="resource"/>; which one is a decision.</summary>
    /// <returns>Whether any was waiting.</returns>
    public bool WakeOne(Resource resource)
    {
        if (resource.Waiters.Count == 0)
        {
            return false;
        }

        resource.Waiters[ChooseWaiter(resource)].End(WaitOutcome.Woken);
        return true;
    }

    /// <summary>Decides which of the operations that wait for <paramref name="resource"/>, at least one, is to be woken.</summary>
    /// <returns>Its index among the waiters.</returns>
    public int ChooseWaiter(Resource resource) =>
        resource.Waiters.Count == 1 ? 0 : Ask(resource.Waiters.Operations, null, ChoiceKind.Wake);

    /// <summary>Wakes every operation that waits for <paramref name="resource"/>.</summary>
    public static void WakeAll(Resource resource)
    {
        while (resource.Waiters.Count > 0)
        {
            resource.Waiters[resource.Waiters.Count - 1].End(WaitOutcome.Woken);
        }
    }

    /// <summary>Changes the run's state from any thread: now where it is a step of the run, else as an event from outside.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="subject">Finds the operation whose wait this ends; null where it ends none.</param>
    public void DoFromAnywhere(Action change, Func<Operation?>? subject = null)
    {
        if (IsAdvancingClock || (Control.Current is { IsDetached: false } running && ReferenceEquals(running.Scheduler, this)))
        {
            change();
        }
        else if (!isOver)
        {
            Outside.Post(change, subject);
        }
    }

    /// <summary>The operation that is on a thread now, the innermost where one runs on the stack of another; null when none is.</summary>
    public Operation? RunningOn(Thread thread) => operations.Find(operation => operation.Worker?.Thread == thread
        && operation is { HasEnded: false } and not { IsBlocked: true, Reason: BlockReason.InlineContinuation });

    /// <summary>Throws when the operation's thread was interrupted since it last waited.</summary>
    /// <exception cref="ThreadInterruptedException">It was, and is no longer.</exception>
    public static void ThrowIfInterrupted(Operation operation)
    {
        if (operation.IsInterrupted)
        {
            operation.IsInterrupted = false;
            throw new ThreadInterruptedException();
        }
    }

    /// <summary>Ends the wait of a thread's operation with an exception: the present one, else the next.</summary>
    public static void Interrupt(Operation thread)
    {
        thread.IsInterrupted = true;
        thread.Waiter?.End(WaitOutcome.Interrupted);
    }

    /// <summary>Lets an operation run from now on.</summary>
    public void Enable(Operation operation)
    {
        if (operation.HasEnded || operation.IsDetached)
        {
            return;
        }

        if (operation.IsBlocked)
        {
            operation.IsBlocked = false;
            operation.MayAwaitOutside = false;
            operation.IsToResume = true;
            Record(EventKind.Unblocked, By?.Id ?? 0, operation.Id, (long)operation.Reason, By?.Site ?? 0);
        }

        if (operation.EnabledIndex < 0)
        {
            operation.EnabledAt = Clock.Now;
            operation.IsEnabledByClock = IsAdvancingClock;
            enabled.Add(operation);
        }
    }

    private void MarkBlocked(Operation operation, BlockReason reason, object? on, long site)
    {
        operation.IsBlocked = true;
        operation.Reason = reason;
        operation.BlockedOn = on;
        enabled.Remove(operation);
        if (on is Task && Tasks.Find(on)?.Alarm is { } alarm)
        {
            alarm.Sleeper = operation;
        }

        Record(EventKind.Blocked, operation.Id, Resource.Of(on)?.Id ?? 0, (long)reason, site);
    }

    /// <summary>Goes on after a wait. One that only let others go first did not wait.</summary>
    private void Resume(Operation operation, long site)
    {
        if (operation.IsToResume)
        {
            operation.IsToResume = false;
            Record(EventKind.Resumed, operation.Id, 0, 0, site);
        }
    }

    /// <returns>False when the run is over and the call is only let through.</returns>
    private bool Enter(Operation operation, long site, bool settle = true)
    {
        progress++;
        if (!operation.EnterRuntime())
        {
            Rejoin(operation);
        }

        operation.Site = site;
        if (asksToStop > 0)
        {
            HeedStop();
        }

        if (unwinding)
        {
            // What it goes on to do may block where we do not see it, which must not keep the run.
            LetThrough(operation);
            Leave(operation);
            return false;
        }

        if (settle && operation.Pending is not null)
        {
            Settle(operation);
        }

        return true;
    }

    private static void Leave(Operation operation) => operation.LeaveRuntime();

    private void CountStep(Operation operation)
    {
        if (CountStep())
        {
            SwitchTo(operation, SelectNext(null));
        }
    }

    /// <returns>Whether it was one too many, and the run has failed.</returns>
    private bool CountStep()
    {
        if (runsOut)
        {
            unwinding |= ++stepsRunOut > StepsAfterFailure;
            return unwinding;
        }

        if (hired > limits.MaxThreads)
        {
            var cause = $"Operations hold {limits.MaxThreads} threads, which they block or have begun: a process cannot have many more. Let the test do with fewer.";
            Fail(new RunOutcome(RunEnd.Exception, Running?.Id ?? 0, new InvalidOperationException(cause)));
            return true;
        }

        if (++Steps <= limits.MaxSteps || bodyHasEnded)
        {
            return false;
        }

        var waiting = WaitForGraph.Blocked(this, RunEnd.StepBound, total: false).Blocked;
        Fail(new RunOutcome(RunEnd.StepBound, Running?.Id ?? 0, Message: $"no end after {limits.MaxSteps} scheduling points (where the work is only long, raise MaxSteps)")
        {
            Blocked = [.. waiting.Where(b => !operations[b.Operation - 1].WaitMayEndByItself)],
        });
        return true;
    }
}
