using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>
/// What came in, as bytes: events that are objects for as long as the trace needs them would be copied by each collection of a busy program, which costs it many
/// times what recording them does. Threads on different processors do not wait for each other.
/// </summary>
internal sealed class CaptureLog
{
    private const int LongestText = 8 << 10; // bytes; messages of exceptions may be of any length

    private readonly Stripe[] stripes = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new Stripe())];
    private readonly TextCache texts = new();

    /// <summary>Adds an event with its text, in UTF-8; empty for none.</summary>
    public void Add(in CapturedEvent captured, ReadOnlySpan<byte> text) =>
        stripes[Thread.GetCurrentProcessorId() % stripes.Length].Add(captured, text[..Math.Min(text.Length, LongestText)]);

    /// <summary>Takes out what happened before a time, in no order. One thread at a time.</summary>
    public List<(CapturedEvent Event, string? Text)> Take(long until)
    {
        var taken = new List<(CapturedEvent, string?)>();
        foreach (var stripe in stripes)
        {
            while (stripe.Next() is { Length: > 0 } bytes)
            {
                var read = Read(bytes, until, taken);
                stripe.Done(read);
                if (read < bytes.Length)
                {
                    break;
                }
            }
        }

        return taken;
    }

    // A thread may add an event after a later one of another thread; that one then waits for the next time, and so does what is behind it.
    private int Read(ReadOnlySpan<byte> bytes, long until, List<(CapturedEvent, string?)> into)
    {
        var read = 0;
        while (read < bytes.Length && MemoryMarshal.Read<Head>(bytes[read..]) is var head && head.Event.Timestamp < until)
        {
            read += Unsafe.SizeOf<Head>();
            into.Add((head.Event, head.TextLength == 0 ? null : texts.Of(bytes.Slice(read, head.TextLength))));
            read += head.TextLength;
        }

        return read;
    }

    private readonly record struct Head(CapturedEvent Event, int TextLength);

    private sealed class Stripe
    {
        private const int Size = 128 << 10; // beyond what collections move
        private const int Kept = 8;

        private readonly Lock gate = new();
        private readonly Stack<byte[]> free = new();
        private readonly Queue<(byte[] Bytes, int Length)> full = new();
        private byte[] bytes = new byte[Size];
        private int length;
        private int done; // of the oldest

        public void Add(in CapturedEvent captured, ReadOnlySpan<byte> text)
        {
            lock (gate)
            {
                if (length + Unsafe.SizeOf<Head>() + text.Length > Size)
                {
                    full.Enqueue((bytes, length));
                    (bytes, length) = (free.TryPop(out var used) ? used : new byte[Size], 0);
                }

                MemoryMarshal.Write(bytes.AsSpan(length), new Head(captured, text.Length));
                text.CopyTo(bytes.AsSpan(length + Unsafe.SizeOf<Head>()));
                length += Unsafe.SizeOf<Head>() + text.Length;
            }
        }

        /// <summary>The oldest bytes that are not done with.</summary>
        public ReadOnlySpan<byte> Next()
        {
            lock (gate)
            {
                return full.TryPeek(out var oldest) ? oldest.Bytes.AsSpan(done, oldest.Length - done) : bytes.AsSpan(done, length - done);
            }
        }

        /// <summary>So many more are done with.</summary>
        public void Done(int count)
        {
            lock (gate)
            {
                done += count;
                if (full.TryPeek(out var oldest))
                {
                    if (done == oldest.Length)
                    {
                        full.Dequeue();
                        done = 0;
                        if (free.Count < Kept)
                        {
                            free.Push(oldest.Bytes);
                        }
                    }
                }
                else if (done == length)
                {
                    (done, length) = (0, 0);
                }
            }
        }
    }

    /// <summary>The same few texts come again and again.</summary>
    private sealed class TextCache
    {
        private readonly string[] slots = new string[1024];

        public string Of(ReadOnlySpan<byte> utf8)
        {
            var hash = new HashCode();
            hash.AddBytes(utf8);
            ref var slot = ref slots[(uint)hash.ToHashCode() % (uint)slots.Length];
            return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
        }
    }
}
