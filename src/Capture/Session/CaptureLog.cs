using System.Collections.Concurrent;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>
/// What came in, as bytes: events that are objects for as long as the trace needs them would be copied by each collection of a busy program, which costs it many
/// times what recording them does. Each thread has its own.
/// </summary>
internal sealed class CaptureLog
{
    [ThreadStatic]
    private static (CaptureLog? Log, ThreadLog OfThread) mine;

    private readonly ConcurrentDictionary<int, ThreadLog> threads = new();
    private readonly TextCache texts = new();

    /// <summary>Adds an event with what is said of it: a payload, or a text in UTF-8, empty for none.</summary>
    public void Add(in CapturedEvent captured, ReadOnlySpan<byte> said)
    {
        if (mine.Log != this)
        {
            // A thread that ended leaves its number, and so its events, to a later one.
            mine = (this, threads.GetOrAdd(Environment.CurrentManagedThreadId, static _ => new ThreadLog()));
        }

        mine.OfThread.Add(captured, said[..Math.Min(said.Length, CaptureBlock.Longest)]);
    }

    /// <summary>Takes out what happened before a time, one thread after the other. One thread at a time.</summary>
    public void Take(long until, List<(CapturedEvent Event, string? Text)> into)
    {
        foreach (var (_, thread) in threads)
        {
            thread.Take(until, into, texts);
        }
    }

    /// <summary>One thread adds, and never waits; another takes.</summary>
    private sealed class ThreadLog
    {
        private CaptureBlock first;
        private CaptureBlock last;
        private int taken; // of the first

        public ThreadLog() => first = last = CaptureBlock.Get();

        public void Add(in CapturedEvent captured, ReadOnlySpan<byte> said)
        {
            if (!last.TryAdd(captured, said))
            {
                var next = CaptureBlock.Get();
                next.TryAdd(captured, said);
                last = last.Next = next;
            }
        }

        public void Take(long until, List<(CapturedEvent Event, string? Text)> into, TextCache texts)
        {
            while (true)
            {
                var next = first.Next; // before its bytes: once there is a next one, no more are added to this one
                var written = first.Written;
                var bytes = written[taken..];
                while (CaptureBlock.TryRead(ref bytes, until, out var captured, out var said))
                {
                    into.Add((captured, texts.Of(captured.Form, said)));
                }

                taken = written.Length - bytes.Length;
                if (!bytes.IsEmpty || next is null)
                {
                    return;
                }

                first.Return();
                (first, taken) = (next, 0);
            }
        }
    }
}
