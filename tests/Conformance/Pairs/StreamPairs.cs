using System.Text;
using System.Text.Json;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

/// <summary>Streams of the program's own, whose asynchronous members are the platform's.</summary>
internal static class StreamPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Stream.WriteAsync", "the caller goes on writing before it is awaited", FailureKind.Assertion,
            buggy: () => Write(awaited: false),
            correct: () => Write(awaited: true)),

        new("Stream.ReadAsync", "by a reader of lines, of what was told before it was there", FailureKind.Exception,
            buggy: () => ReadLine(toldFirst: true),
            correct: () => ReadLine(toldFirst: false)),
    ];

    private static async Task Write(bool awaited)
    {
        var stream = new Kept();
        var first = JsonSerializer.SerializeAsync(stream, 1);
        if (awaited)
        {
            await first;
        }

        stream.Write("2"u8);
        await first;
        Assert.Equal("12", stream.Text);
    }

    private static async Task ReadLine(bool toldFirst)
    {
        var (stream, told) = (new Kept(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var reading = Task.Run(async () =>
        {
            await told.Task;
            using var reader = new StreamReader(stream);
            return (await reader.ReadLineAsync())!.Length;
        });
        if (toldFirst)
        {
            told.SetResult();
        }

        stream.Write("line\n"u8);
        told.TrySetResult();
        Assert.Equal(4, await reading);
    }

    private sealed class Kept : Stream
    {
        private readonly List<byte> bytes = [];
        private int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public string Text
        {
            get
            {
                lock (bytes)
                {
                    return Encoding.UTF8.GetString([.. bytes]);
                }
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            lock (bytes)
            {
                var read = Math.Min(count, bytes.Count - position);
                bytes.CopyTo(position, buffer, offset, read);
                position += read;
                return read;
            }
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (bytes)
            {
                bytes.AddRange(buffer.AsSpan(offset, count));
            }
        }
    }
}
