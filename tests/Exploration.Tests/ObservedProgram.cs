using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Observes programs in which two threads are arranged so that one has to wait for the other.</summary>
internal static class ObservedProgram
{
    public static Trace Observe(Func<Task> body)
    {
        var result = Observer.Run(body);
        Assert.True(result.Exception is null, result.Exception?.ToString());
        return result.Trace;
    }

    public static Trace Observe(Action body) => Observe(() =>
    {
        body();
        return Task.CompletedTask;
    });

    public static string Text(Trace trace)
    {
        using var writer = new StringWriter();
        TraceText.Write(trace, writer);
        return writer.ToString();
    }

    /// <summary>Runs in a thread that goes on once the calling one waits.</summary>
    public static Thread OnceWaiting(Action action)
    {
        var waiting = Thread.CurrentThread;
        var thread = new Thread(() =>
        {
            SpinWait.SpinUntil(() => (waiting.ThreadState & ThreadState.WaitSleepJoin) != 0);
            action();
        });
        thread.Start();
        return thread;
    }

    public static void BlockedUntil(Trace trace, BlockReason reason, ResourceKind kind, string blockedAt, string unblockedAt)
    {
        var blocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)reason && e.Operation == 1);
        Assert.Equal(kind, trace.ResourceWith(blocked.Subject)?.Kind);
        Assert.Equal(blockedAt, trace.SiteAt(blocked.Site).Member);
        var unblocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Subject == 1 && e.Detail == (long)reason);
        Assert.Equal(2, unblocked.Operation);
        Assert.Equal(unblockedAt, trace.SiteAt(unblocked.Site).Member);
        Assert.Contains(trace.Events, e => e.Kind == EventKind.Resumed && e.Operation == 1 && e.Time >= unblocked.Time);
    }

    /// <summary>Another thread takes something; once the body, operation 1, waits for it, that gives it back.</summary>
    public static Trace ObserveHeld(Action take, Action give, Action wait) => Observe(() =>
    {
        var isHeld = false;
        var waiting = Thread.CurrentThread;
        var holder = new Thread(() =>
        {
            take();
            Volatile.Write(ref isHeld, true);
            SpinWait.SpinUntil(() => (waiting.ThreadState & ThreadState.WaitSleepJoin) != 0);
            give();
        });
        holder.Start();
        while (!Volatile.Read(ref isHeld))
        {
            Thread.Yield(); // not a wait: the holder would take it for the one that it is to end
        }

        wait();
        holder.Join();
    });

    /// <summary>The body waits until another thread wakes it.</summary>
    public static Trace ObserveWoken(Action wait, Action wake) => Observe(() =>
    {
        var other = OnceWaiting(wake);
        wait();
        other.Join();
    });
}
