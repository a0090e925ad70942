using System.ComponentModel;
using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>A bracketed call that is going on. Woven code has it; it is of no use to people.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ObservedCall
{
    private readonly int request;
    private readonly long begin;
    private bool isBlocked;
    private volatile bool isAwaited;
    private int isDone;

    internal ObservedCall(ObservedOperation by, in CallMeaning meaning, long site)
    {
        (By, Meaning, Site) = (by, meaning, site);
        Observation.WentOn();
        begin = ObservationRecorder.Now;
        if (meaning.Io is { } io)
        {
            request = by.Recorder.NextRequest();
            Observation.Record(EventKind.IoBegin, by, null, request, (long)io, site);
        }

        if (meaning.Blocks)
        {
            isBlocked = true;
            Observation.Record(EventKind.Blocked, by, meaning.Resource, 0, (long)meaning.Reason, site);
        }
    }

    internal ObservedOperation By { get; }

    internal CallMeaning Meaning { get; }

    internal long Site { get; }

    /// <summary>Work that runs on several threads while the call goes on; null where it starts none or one.</summary>
    internal ObservedLoop? Loop { get; init; }

    /// <summary>The collection that it takes from; null when it does not, or where nobody knows how much there is.</summary>
    internal System.Collections.ICollection? Items { get; init; }

    /// <summary>What the work is that the call starts.</summary>
    internal OperationKind Starts { get; init; }

    /// <summary>The calling thread is back.</summary>
    /// <param name="succeeded">Whether it got what it was for.</param>
    /// <param name="amount">How many bytes of I/O were done; 0 when not known.</param>
    internal void End(bool succeeded, long amount)
    {
        Unblock(succeeded);
        EndRequest(amount);
        Loop?.End();
        if (succeeded && TryFinish())
        {
            Did(By, begin);
        }
    }

    /// <summary>The task that the call returned is complete, on whichever thread.</summary>
    internal void EndLater(bool succeeded, long amount)
    {
        EndRequest(amount);
        Loop?.End();
        if (!succeeded)
        {
            isDone = 1;
        }
        else if (!isAwaited && TryFinish())
        {
            Did(null, ObservationRecorder.Now); // its operation may be anywhere by now
        }
    }

    /// <summary>The calling thread goes on without a result, which will come with a task.</summary>
    internal void GoOn() => Unblock(false);

    /// <summary>The operation waits for the task, and says itself what it got when it is resumed.</summary>
    internal void Awaited() => isAwaited = true;

    /// <summary>The operation that awaited the task goes on.</summary>
    internal void Resumed(ObservedOperation operation)
    {
        if (TryFinish())
        {
            Did(operation, ObservationRecorder.Now);
        }
    }

    private bool TryFinish() => Meaning.Done != EventKind.None && Interlocked.Exchange(ref isDone, 1) == 0;

    private void Unblock(bool succeeded)
    {
        if (!isBlocked)
        {
            return;
        }

        isBlocked = false;
        var signal = succeeded ? Meaning.Resource?.LastSignal : null;
        By.Recorder.Record(EventKind.Unblocked, signal?.By, By, 0, (long)Meaning.Reason, signal?.Site ?? 0);
        By.Recorder.Record(EventKind.Resumed, By, null, 0, 0, Site);
    }

    private void EndRequest(long amount)
    {
        if (Meaning.Io is { } io)
        {
            var text = amount > 0 ? string.Create(CultureInfo.InvariantCulture, $"{amount} bytes") : null;
            By.Recorder.Record(EventKind.IoEnd, By, text, request, (long)io, Site);
        }
    }

    // What goes in is there from the beginning of the call: another thread may have taken it before this one is back.
    private void Did(ObservedOperation? operation, long since)
    {
        var time = Meaning.Done == EventKind.Sent ? since : ObservationRecorder.Now;
        By.Recorder.RecordAt(time, Meaning.Done, operation, Meaning.Resource, 0, (long)Meaning.Mode, Site);
    }
}
