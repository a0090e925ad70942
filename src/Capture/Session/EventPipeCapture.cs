using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>The process's one EventPipe session, read on a thread of its own. It has what only the runtime itself knows, and so few events.</summary>
internal sealed class EventPipeCapture
{
    private const int BufferMegabytes = 256;

    // Enough for the runtime to hand over what it holds and no reason to keep a process from ending.
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    // Opening and closing cost a tenth of a second, which tests that follow each other need not wait for; a program that goes on untraced need not pay for it.
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(2);

    private static readonly Lock Opening = new();
    private static readonly Timer Idle = new(static _ => CloseIdle());
    private static EventPipeCapture? opened;
    private static int users;

    private readonly EventPipeSession session;
    private readonly ConcurrentDictionary<int, ManualResetEventSlim> markers = new();
    private readonly Lock gate = new();
    private CaptureScope[] scopes = [];
    private Func<long> readLost = static () => 0;
    private volatile string? ended;
    private int lastMarker;

    static EventPipeCapture() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Volatile.Read(ref opened)?.Close();

    private EventPipeCapture(EventPipeSession session) => this.session = session;

    /// <summary>Events that the runtime has said it dropped.</summary>
    public long EventsLost => Volatile.Read(ref readLost)();

    /// <summary>The session, until the scope that it is for is removed; opened by the first caller, and anew after one that ended.</summary>
    /// <exception cref="DiagnosticsClientException">The runtime refused it, or is not listening.</exception>
    public static EventPipeCapture Open()
    {
        lock (Opening)
        {
            if (opened is { ended: null } open)
            {
                users++;
                return open;
            }

            _ = MarkerSource.Instance; // registered before the session asks for it
            var client = new DiagnosticsClient(Environment.ProcessId);
            var configuration = new EventPipeSessionConfiguration(Providers(), BufferMegabytes, requestRundown: false, requestStackwalk: false);
            var capture = new EventPipeCapture(client.StartEventPipeSession(configuration));
            var reader = new Thread(capture.Read) { IsBackground = true, Name = "ConcurrencyTrace capture" };
            reader.UnsafeStart();
            users++;
            return opened = capture;
        }
    }

    public void Add(CaptureScope scope)
    {
        lock (gate)
        {
            scopes = [.. scopes, scope];
        }
    }

    public void Remove(CaptureScope scope)
    {
        lock (gate)
        {
            scopes = [.. scopes.Where(s => s != scope)];
        }

        lock (Opening)
        {
            if (--users == 0)
            {
                Idle.Change(IdlePatience, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Closes the session if nobody uses it.</summary>
    internal static void CloseIdle()
    {
        lock (Opening)
        {
            if (users == 0)
            {
                opened?.Close();
                opened = null;
            }
        }
    }

    /// <summary>Waits until everything that happened before the call has come through.</summary>
    /// <returns>Null, or what a person should know when it did not.</returns>
    public string? AwaitMarker(TimeSpan patience)
    {
        var number = Interlocked.Increment(ref lastMarker);
        using var seen = new ManualResetEventSlim(false);
        markers[number] = seen;
        MarkerSource.Instance.Mark(number);
        if (ended is null)
        {
            seen.Wait(patience);
        }

        return markers.TryRemove(number, out _) ? ended ?? CaptureNotices.Late(patience) : ended;
    }

    private static EventPipeProvider[] Providers() =>
    [
        new(RuntimeEvents.Provider, EventLevel.Informational, RuntimeEvents.Keywords),
        new(MarkerSource.SourceName, EventLevel.Informational, -1),
    ];

    private void Read()
    {
        Exception? cause = null;
        try
        {
            using var events = new EventPipeEventSource(session.EventStream);
            readLost = () => events.EventsLost;
            RuntimeEvents.Subscribe(events, Collect);
            events.Dynamic.AddCallbackForProviderEvent(MarkerSource.SourceName, "Mark", marker => Marked((int)marker.PayloadValue(0)));
            events.Process();
        }
        catch (Exception e)
        {
            cause = e;
        }

        ended = CaptureNotices.Ended(cause);
        foreach (var scope in Volatile.Read(ref scopes))
        {
            scope.SessionEnded(ended);
        }

        foreach (var number in markers.Keys)
        {
            Release(number, remove: false);
        }
    }

    private void Collect(CapturedEvent captured, string? text)
    {
        foreach (var scope in Volatile.Read(ref scopes))
        {
            scope.Collect(captured, text);
        }
    }

    private void Marked(int number) => Release(number, remove: true);

    private void Release(int number, bool remove)
    {
        if (remove ? markers.TryRemove(number, out var seen) : markers.TryGetValue(number, out seen))
        {
            try
            {
                seen.Set();
            }
            catch (ObjectDisposedException)
            {
                // Whoever waited has lost patience.
            }
        }
    }

    private void Close()
    {
        try
        {
            using var limit = new CancellationTokenSource(ClosePatience);
            session.StopAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // The runtime closes the session with the process.
        }
    }
}
