using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>What managed code is told of on the thread that does it, and so cannot be lost: exceptions, and what the BCL says of the network.</summary>
internal static class ManagedEvents
{
    private static readonly Lock Gate = new();
    private static NetworkListener? network;
    private static CaptureScope[] scopes = [];

    /// <summary>From now on <paramref name="scope"/> collects them.</summary>
    public static void Add(CaptureScope scope)
    {
        lock (Gate)
        {
            scopes = [.. scopes, scope];
            if (scopes is [_])
            {
                network ??= new NetworkListener();
                network.Switch(on: true);
                AppDomain.CurrentDomain.FirstChanceException += Thrown;
            }
        }
    }

    public static void Remove(CaptureScope scope)
    {
        lock (Gate)
        {
            scopes = [.. scopes.Where(s => s != scope)];
            if (scopes is [])
            {
                AppDomain.CurrentDomain.FirstChanceException -= Thrown;
                network!.Switch(on: false);
            }
        }
    }

    /// <summary>Something happened on this thread just now.</summary>
    public static void Collect(EventKind kind, long detail, int form, ReadOnlySpan<byte> said)
    {
        var captured = new CapturedEvent(Stopwatch.GetTimestamp(), ObservedFlow.Activity, detail, SystemThread.Current, kind, form);
        foreach (var scope in Volatile.Read(ref scopes))
        {
            scope.Collect(captured, said);
        }
    }

    private static void Thrown(object? sender, FirstChanceExceptionEventArgs e) =>
        Collect(EventKind.ExceptionThrown, 0, 0, Encoding.UTF8.GetBytes($"{e.Exception.GetType().FullName}: {MessageOf(e.Exception)}"));

    // Whoever wrote the exception wrote this, too.
    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception e)
        {
            return $"({e.GetType().Name} in its Message)";
        }
    }
}
