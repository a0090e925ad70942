using System.Diagnostics.CodeAnalysis;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>
/// Code of the program's that is called on threads which are not under control: each call is an operation. When it comes is up to the outside; where the run
/// was by then is part of the schedule.
/// </content>
internal sealed partial class Scheduler
{
    // What is asked of the outside, and who calls one handler, often calls the next at once: it is to be there when it is decided who goes on.
    private static readonly TimeSpan UntilAnswered = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BetweenLooksAtEnd = TimeSpan.FromMilliseconds(100);

    private readonly List<Worker> arriving = [];
    private int looks;
    private bool mayBeAnswered;

    /// <summary>What the program handed outside, and what stands for it there.</summary>
    public HandedDelegates Handed => field ??= new HandedDelegates(this);

    /// <summary>Makes the calling thread, which is not under control, an operation's until its step is done.</summary>
    /// <remarks>The step is done on this very thread, for whoever calls may hold locks on it, and what the thread itself takes again others cannot.</remarks>
    /// <param name="work">What the program handed over.</param>
    /// <param name="name">What the operation is called.</param>
    /// <param name="site">Where it was handed over.</param>
    /// <param name="step">When it was.</param>
    /// <returns>False when the run was over before it began.</returns>
    public bool Arrive(Action work, string name, long site, int step)
    {
        var worker = Worker.ForThread(Thread.CurrentThread);
        Operation? operation = null;
        Outside.PostArrival(
            () =>
            {
                operation = Create(OperationKind.External, name, site);
                operation.CreationStep = step;
                operation.Work = work;
                operation.Worker = worker;
                Enable(operation);
            },
            site);
        try
        {
            AwaitTurn(worker);
            if (!isOver)
            {
                WorkArrived(worker, operation!);
            }

            return operation is not null;
        }
        catch (OperationAbortedException)
        {
            // The run ended while this thread was stuck outside control: nobody counts on it any more.
            return true;
        }
        finally
        {
            worker.Leave();
        }
    }

    // What is called may keep what the system has few of (a watcher of files) until it returns: it is not to wait for longer than the run lasts.
    private void AwaitTurn(Worker worker)
    {
        lock (arriving)
        {
            arriving.Add(worker);
        }

        while (!isOver && !worker.TryPark(BetweenLooksAtEnd))
        {
        }

        lock (arriving)
        {
            arriving.Remove(worker);
        }
    }

    private void DismissArrivals()
    {
        lock (arriving)
        {
            arriving.ForEach(static worker => worker.Unpark());
        }
    }

    // Who calls may call again at once: the thread goes back before it is decided who goes on.
    private void WorkArrived(Worker worker, Operation operation)
    {
        var (context, synchronization) = (ExecutionContext.Capture(), SynchronizationContext.Current);
        Execute(worker, operation);
        SynchronizationContext.SetSynchronizationContext(synchronization);
        if (context is not null)
        {
            ExecutionContext.Restore(context);
        }

        mayBeAnswered = true;
        if (worker.HeldLocks.Count > 0)
        {
            Reserve(worker, null);
        }
        else
        {
            Dispatch(null);
        }
    }

    /// <summary>Looks whether the outside calls what was handed to it, in the midst of the run. A schedule tells at which look it did.</summary>
    private void LookForArrivals()
    {
        looks++;
        if (callbackSite == 0 || IsDecided)
        {
            return;
        }

        schedulingThread = Environment.CurrentManagedThreadId;
        while (TryTakeArrival(out var taken))
        {
            HasHeardFromOutside = true;
            mayBeAnswered = true;
            TakeIn(taken);
        }

        schedulingThread = 0;
    }

    private bool TryTakeArrival([MaybeNullWhen(false)] out OutsideEvent taken)
    {
        taken = null;
        var next = strategy.NextToComeBack(looks);
        if (next == IStrategy.Nobody)
        {
            return false;
        }

        var patience = next == operations.Count + 1 ? PatienceForNext : mayBeAnswered ? UntilAnswered : TimeSpan.Zero;
        mayBeAnswered = false;
        return (patience > TimeSpan.Zero || Outside.HasArrivals)
            && Outside.TryTake(patience, told => told.ArrivesFrom is { } site && strategy.MayArrive(site, looks), out taken);
    }
}
