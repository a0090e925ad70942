using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What threads that are not under control have to tell a run. Taken in only between steps, by whoever schedules.</summary>
internal sealed class OutsideEvents : IDisposable
{
    // By how much what came first once may come second the next time.
    private static readonly TimeSpan Overtaking = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<OutsideEvent> queue = new();
    private readonly SemaphoreSlim arrived = new(0);

    // Arrived before their turn: looked at by whoever schedules only.
    private readonly List<OutsideEvent> early = [];
    private int arrivals;

    /// <summary>Whether code that is called from outside waits to begin.</summary>
    public bool HasArrivals => Volatile.Read(ref arrivals) > 0;

    /// <summary>Tells the run of a change; a run that is over no longer wants to know.</summary>
    /// <param name="change">What to do in the run.</param>
    /// <param name="subject">Finds the operation whose wait this ends; null where it ends none, and the order of such events makes no difference.</param>
    public void Post(Action change, Func<Operation?>? subject = null) => Post(new OutsideEvent(change, subject, null));

    /// <summary>Tells the run that code which it handed over is called, and is to begin.</summary>
    /// <param name="begin">Makes the operation.</param>
    /// <param name="site">Where the code was handed over.</param>
    public void PostArrival(Action begin, long site)
    {
        Interlocked.Increment(ref arrivals);
        Post(new OutsideEvent(Begin, null, site));

        void Begin()
        {
            Interlocked.Decrement(ref arrivals);
            begin();
        }
    }

    private void Post(OutsideEvent told)
    {
        queue.Enqueue(told);
        try
        {
            arrived.Release();
        }
        catch (ObjectDisposedException)
        {
            // The run ended while this thread was on its way here, and its result is known.
        }
    }

    /// <summary>The event that came first, after waiting for one in real time.</summary>
    public bool TryTake(TimeSpan timeout, [MaybeNullWhen(false)] out OutsideEvent taken)
    {
        if (early.Count > 0)
        {
            taken = TakeEarly(0);
            return true;
        }

        return TryReceive(timeout, out taken);
    }

    /// <summary>
    /// The event that came first among those that <paramref name="filter"/> lets through, after waiting for such a one in real time, and for a moment
    /// only when another is there that could be taken instead.
    /// </summary>
    public bool TryTake(TimeSpan timeout, Predicate<OutsideEvent> filter, [MaybeNullWhen(false)] out OutsideEvent taken)
    {
        var index = early.FindIndex(filter);
        if (index >= 0)
        {
            taken = TakeEarly(index);
            return true;
        }

        while (TryReceive(early.Count > 0 && timeout > Overtaking ? Overtaking : timeout, out taken))
        {
            if (filter(taken))
            {
                return true;
            }

            early.Add(taken);
        }

        return false;
    }

    public void Dispose() => arrived.Dispose();

    private OutsideEvent TakeEarly(int index)
    {
        var taken = early[index];
        early.RemoveAt(index);
        return taken;
    }

    private bool TryReceive(TimeSpan timeout, [MaybeNullWhen(false)] out OutsideEvent received)
    {
        received = null;
        return arrived.Wait(timeout) && queue.TryDequeue(out received);
    }
}

/// <summary>What a thread that is not under control has to tell.</summary>
/// <param name="Change">What to do in the run.</param>
/// <param name="Subject">Finds the operation whose wait this ends.</param>
/// <param name="ArrivesFrom">Where code was handed over that is called from outside and is to begin; null where nothing is.</param>
internal sealed record OutsideEvent(Action Change, Func<Operation?>? Subject, long? ArrivesFrom)
{
    /// <summary>The operation whose wait this ends; null when none.</summary>
    public Operation? Operation => Subject?.Invoke();
}
