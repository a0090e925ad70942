using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Operations that block in code that is not under control: noticed, reported, and left aside while others go on.</content>
internal sealed partial class Scheduler
{
    // Looks in a row that find the same thread asleep in the same way, and for how many milliseconds. On a busy machine the watchdog, too, waits for a processor: it takes
    // as many looks as that time has where it does not. Where operations were found stuck before, they will be again, in every schedule: less is enough there.
    private const int LooksAsleep = 3;
    private const long Enough = 250;
    private const long EnoughWhereKnown = 60;

    // What the runtime does of its own accord is mostly no wait of the program's: a lock around a method's compilation, held by a thread that a busy machine gives no processor.
    private const int TimesAsLongInRuntime = 5;

    // Where a call of the program's waits for another end, which needs others to go on: it is looked at more often, and as many looks are enough.
    private const long EnoughAtConnection = 0;

    // Where the system itself may take its time: a file system on a busy machine.
    private const long EnoughInFileSystem = 2_000;

    private static readonly ConcurrentDictionary<long, bool> KnownToBlock = new();
    private static readonly ConcurrentDictionary<long, bool> KnownToTakeTime = new();
    private static readonly ConcurrentDictionary<long, bool> KnownToWait = new();

    private long progressSeen;
    private long progressSince = Environment.TickCount64;
    private long asleepSince;
    private int looksAsleep;
    private ThreadSleep asleepIn;

    /// <summary>What is called from here is work of the operating system, which may take real time and is no wait of the program's.</summary>
    public static void TakesTime(long site) => KnownToTakeTime.TryAdd(site, true);

    /// <summary>Whether the running operation may be in a call that waits for another end.</summary>
    public bool IsAtConnection => Running is { } running && KnownToWait.ContainsKey(running.Site);

    /// <summary>Called by the watchdog now and then, on its thread.</summary>
    /// <param name="now">Real time, as <see cref="Environment.TickCount64"/> tells it.</param>
    public void CheckProgress(long now)
    {
        var stuck = Running;
        if (isOver || stuck is null || progressSeen != progress || stuck.Worker is not { } worker)
        {
            progressSeen = progress;
            progressSince = now;
            looksAsleep = 0;
            return;
        }

        var sleep = worker.Sleep;
        looksAsleep = sleep == ThreadSleep.None ? 0 : sleep == asleepIn ? looksAsleep + 1 : 1;
        asleepIn = sleep;
        asleepSince = looksAsleep <= 1 ? now : asleepSince;
        var enough = EnoughFor(stuck, sleep);
        var isStuck = now - asleepSince >= enough && looksAsleep >= Math.Max(LooksAsleep, enough / (Watchdog.Interval.TotalMilliseconds * 1.25));

        // One that computes, and never calls us, is not told from one that waits where the system does not say: it has as long as the outside has.
        var isTooLong = now - progressSince > limits.ExternalWaitTimeout.TotalMilliseconds || asksToStop > AsksBeforeUnwinding;
        if ((isStuck || isTooLong) && stuck.TryDetach())
        {
            looksAsleep = 0;
            progressSince = now;
            KnownToBlock[stuck.Site] = true;
            Detach(stuck, worker);
        }
    }

    private static long EnoughFor(Operation stuck, ThreadSleep sleep)
    {
        var (isKnown, isAtConnection) = (KnownToBlock.ContainsKey(stuck.Site), KnownToWait.ContainsKey(stuck.Site));
        return (isAtConnection, sleep) switch
        {
            (true, ThreadSleep.InCall or ThreadSleep.Waiting) => EnoughAtConnection,
            (_, not ThreadSleep.Waiting) when !isKnown && KnownToTakeTime.ContainsKey(stuck.Site) => EnoughInFileSystem,
            (false, ThreadSleep.InRuntime) => TimesAsLongInRuntime * (isKnown ? EnoughWhereKnown : Enough),
            _ => isKnown ? EnoughWhereKnown : Enough,
        };
    }

    private static void WaitsForOtherEnd(long site) => KnownToWait.TryAdd(site, true);

    /// <summary>The watchdog has taken the turn from an operation and gives it to another.</summary>
    private void Detach(Operation operation, Worker worker)
    {
        detached++;
        operation.IsAway = true;
        enabled.Remove(operation);
        Running = null;
        operation.Reason = BlockReason.Unknown;
        operation.BlockedOn = null;
        Uncontrolled.Add(("blocked in code that is not under control, after", operation.Site));
        Record(EventKind.Uncontrolled, operation.Id, 0, 0, operation.Site, "blocked in code that is not under control");
        Record(EventKind.Blocked, operation.Id, 0, (long)BlockReason.Unknown, operation.Site);
        if (unwinding)
        {
            // Nobody needs its result any more: let it fall out of its wait.
            worker.Interrupt();
        }

        Dispatch(null);
    }

    /// <summary>A detached operation is back from where it was stuck: it waits for its turn.</summary>
    /// <exception cref="OperationAbortedException">The run has ended.</exception>
    private void Rejoin(Operation operation)
    {
        Outside.Post(
            () =>
            {
                detached--;
                operation.IsAway = false;
                operation.EnterRuntime();
                operation.IsToResume = true;
                Record(EventKind.Unblocked, 0, operation.Id, (long)BlockReason.Unknown, 0);
                enabled.Add(operation);
            },
            () => operation);
        while (!operation.Worker!.TryPark(TimeSpan.FromMilliseconds(100)))
        {
            if (isOver)
            {
                // Code that catches the exception goes on calling.
                operation.StayDetached();
                throw new OperationAbortedException();
            }
        }

        operation.Worker.ForgetInterrupt();
        Running = operation;
        Resume(operation, operation.Site);
    }
}
