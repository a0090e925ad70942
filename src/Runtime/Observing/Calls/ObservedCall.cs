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
    private int hasEnded;
    private SignalsSince? signals;

    internal ObservedCall(ObservedOperation by, in CallMeaning meaning, long site)
    {
        (By, Meaning, Site) = (by, meaning, site);
        Observation.WentOn();
        begin = ObservationRecorder.Now;
        meaning.Begin(by, site);
        if (meaning.Io is { } io)
        {
            request = by.Recorder.NextRequest();
            Observation.Record(EventKind.IoBegin, by, null, request, (long)io, site);
        }

        if (meaning.Blocks)
        {
            BeginWait();
            isBlocked = by.TryBlockThread(meaning.Reason, meaning.Resource, site);
        }
    }

    internal ObservedOperation By { get; }

    internal CallMeaning Meaning { get; }

    internal long Site { get; }

    /// <summary>Who brought the call to its end, after it had returned a task; null when not known.</summary>
    internal ObservedSignal? EndedBy { get; private set; }

    /// <summary>Work that runs on several threads while the call goes on; null where it starts none or one.</summary>
    internal ObservedLoop? Loop { get; init; }

    /// <summary>The collection that it takes from; null when it does not, or where nobody knows how much there is.</summary>
    internal System.Collections.ICollection? Items { get; init; }

    /// <summary>What it waits for, of which it gets one, or all; null when that is one thing.</summary>
    internal CallMeaning[]? Several { get; init; }

    /// <summary>Whether what it is given runs as a part of whatever code that is not woven brings to a thread.</summary>
    internal bool IsQuery { get; init; }

    /// <summary>Whether a number that it returns is one of bytes.</summary>
    internal bool CountsBytes { get; init; } = true;

    /// <summary>Whether a task that the call returned has succeeded, and how much it did.</summary>
    internal Func<Task, (bool Succeeded, long Amount)>? Outcome { get; set; }

    /// <summary>What the work is that the call starts.</summary>
    internal OperationKind Starts { get; init; }

    /// <summary>The calling thread is back.</summary>
    /// <param name="succeeded">Whether it got what it was for.</param>
    /// <param name="amount">How many bytes of I/O were done; 0 when not known.</param>
    internal void End(bool succeeded, long amount)
    {
        Unblock(EndWait(succeeded));
        EndRequest(amount);
        Loop?.End();
        if (succeeded && TryFinish())
        {
            Did(Meaning, By, begin);
        }
    }

    /// <summary>The calling thread is back.</summary>
    /// <param name="got">What it got of what it waited for.</param>
    internal void End(CallMeaning[] got)
    {
        Meaning.Resource?.EndWait(signals);
        Unblock(Array.FindLast(got, static one => one.Signal is not null).Signal);
        foreach (var one in got)
        {
            Did(one, By, begin);
        }
    }

    /// <summary>The task that the call returned is complete: who sees that first says so, on whichever thread, before anybody goes on with it.</summary>
    internal void EndLater(Task done)
    {
        if (Interlocked.CompareExchange(ref hasEnded, 1, 0) == 0)
        {
            var (succeeded, amount) = done.IsCompletedSuccessfully ? Outcome!(done) : default;
            EndLater(succeeded, amount, !done.IsCompletedSuccessfully);
            Volatile.Write(ref hasEnded, 2);
            return;
        }

        var spin = default(SpinWait);
        while (Volatile.Read(ref hasEnded) == 1)
        {
            spin.SpinOnce();
        }
    }

    private void EndLater(bool succeeded, long amount, bool isFaulted)
    {
        EndRequest(amount);
        Loop?.End();
        EndedBy = EndWait(succeeded || (!isFaulted && Meaning.Done != EventKind.Acquired)) ?? (ObservedFlow.Running is { } by ? new ObservedSignal(by, 0) : null);
        if (!succeeded)
        {
            isDone = 1;
        }
        else if (!isAwaited && TryFinish())
        {
            Did(Meaning, Meaning.Done == EventKind.Acquired ? By : null, ObservationRecorder.Now); // its operation may be anywhere by now
        }
    }

    /// <summary>The calling thread goes on without a result, which will come with a task.</summary>
    internal void GoOn()
    {
        Unblock(null);
        BeginWait();
    }

    /// <summary>The operation waits for the task, and says itself what it got when it is resumed.</summary>
    internal void Awaited() => isAwaited = true;

    /// <summary>The operation that awaited the task goes on.</summary>
    internal void Resumed(ObservedOperation operation)
    {
        if (TryFinish())
        {
            Did(Meaning, operation, ObservationRecorder.Now);
        }
    }

    private void BeginWait() => signals = Meaning.CountsSignals && Several is null ? Meaning.Resource!.BeginWait() : null;

    private ObservedSignal? EndWait(bool succeeded)
    {
        Meaning.Resource?.EndWait(signals);
        if (!succeeded)
        {
            return null;
        }

        if (Meaning.CountsSignals && (Meaning.Done != EventKind.None || Meaning.Reason == BlockReason.Event))
        {
            Meaning.Resource!.Pass();
        }

        return signals is null ? Meaning.Signal : signals.Waker(Meaning.Signal);
    }

    private bool TryFinish() => Meaning.Done != EventKind.None && Interlocked.Exchange(ref isDone, 1) == 0;

    private void Unblock(ObservedSignal? signal)
    {
        if (!isBlocked)
        {
            return;
        }

        isBlocked = false;
        By.UnblockThread(Meaning.Reason, signal, Site);
    }

    private void EndRequest(long amount)
    {
        if (Meaning.Io is { } io)
        {
            var text = amount > 0 && CountsBytes ? string.Create(CultureInfo.InvariantCulture, $"{amount} bytes") : null;
            By.Recorder.Record(EventKind.IoEnd, By, text, request, (long)io, Site);
        }
    }

    // What goes in is there from the beginning of the call: another thread may have taken it before this one is back.
    private void Did(in CallMeaning meaning, ObservedOperation? operation, long since)
    {
        if (meaning.Done != EventKind.None)
        {
            var (time, detail) = meaning.Done == EventKind.Sent ? (since, meaning.Items) : (ObservationRecorder.Now, (long)meaning.Mode);
            By.Recorder.RecordAt(time, meaning.Done, operation, meaning.Resource, 0, detail, Site);
        }
    }
}
