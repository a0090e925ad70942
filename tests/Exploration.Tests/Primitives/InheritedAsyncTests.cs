using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

#pragma warning disable CA1835, CA2012, CA2025 // The overloads are what is tested.

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Streams, readers and writers of the program's own that have synchronous members only: their asynchronous ones are the platform's, which runs those on the thread pool.</summary>
public class InheritedAsyncTests
{
    private static readonly byte[] Lines = "one\ntwo\n"u8.ToArray();

    [Fact]
    public void An_inherited_member_runs_beside_its_caller()
    {
        Explore.Fails(FailureKind.Assertion, () => WriteTwice(static (stream, bytes) => stream.WriteAsync(bytes, 0, 1)));
        Explore.Fails(FailureKind.Assertion, () => WriteTwice(static (stream, bytes) => stream.WriteAsync(bytes.AsMemory(0, 1)).AsTask()));
        Explore.Fails(FailureKind.Assertion, () => WriteTwice(static (stream, _) => JsonSerializer.SerializeAsync(stream, 1)));
        Explore.Fails(FailureKind.Assertion, async () =>
        {
            var writer = new Characters();
            var first = writer.WriteAsync("a");
            writer.Write("b");
            await first;
            Assert.Equal(2, writer.Count);
        });
    }

    [Fact]
    public void The_platform_is_waited_for_under_control()
    {
        Explore.Passes(async () =>
        {
            using var reader = new StreamReader(new Fed(Lines));
            Assert.Equal("one", await reader.ReadLineAsync());
            Assert.Equal("two\n", await reader.ReadToEndAsync());
        });
        Explore.Passes(async () =>
        {
            var fed = new Fed();
            await using (var zip = new GZipStream(fed, CompressionMode.Compress, leaveOpen: true))
            {
                await zip.WriteAsync(Lines);
            }

            fed.End();
            await using var unzip = new GZipStream(fed, CompressionMode.Decompress);
            var all = new MemoryStream();
            await unzip.CopyToAsync(all);
            Assert.Equal(Lines, all.ToArray());
        });
        Explore.Passes(async () =>
        {
            var (pipe, fed) = (new Pipe(), new Fed());
            var copying = pipe.Reader.CopyToAsync(fed);
            await pipe.Writer.WriteAsync(Lines);
            var read = new byte[Lines.Length];
            Assert.Equal(Lines.Length, await Task.Run(() => fed.Read(read)));
            await pipe.Writer.CompleteAsync();
            await copying;
        });
    }

    [Fact]
    public void A_read_that_nobody_ends_is_a_deadlock_also_behind_the_platforms_reader()
    {
        Explore.Fails(FailureKind.Deadlock, async () =>
        {
            var fed = new Fed();
            using var reader = new StreamReader(fed);
            var all = reader.ReadToEndAsync();
            await Task.Run(() =>
            {
                fed.Write(Lines);
                if (fed.IsEmpty)
                {
                    fed.End();
                }
            });
            await all;
        });
    }

    [Fact]
    public void A_stream_does_one_thing_at_a_time() =>
        // A read that waits keeps a write from beginning, as it does outside.
        Assert.Contains("StreamTurn#1", Explore.Fails(FailureKind.Deadlock, async () =>
        {
            var fed = new Fed();
            var reading = fed.ReadAsync(new byte[1], 0, 1);
            await fed.WriteAsync(Lines, 0, 1);
            await reading;
        }).Report);

    [Fact]
    public void Streams_do_the_same_without_a_session() => Explore.Alike(script =>
    {
        var buffer = new byte[4];
        var fed = new Derived(Lines);
        script.Get(() => fed.ReadAsync(buffer, 0, 4).Result);
        script.Get(() => fed.ReadAsync(buffer.AsMemory(), default).AsTask().Result);
        script.Get(() => fed.Reads);
        script.Get(() => fed.ReadAsync(buffer, 0, 4, new CancellationToken(true)).Status);
        script.Get(() => fed.WriteAsync(buffer, 0, 4, new CancellationToken(true)).Status);
        script.Do(() => fed.FlushAsync(new CancellationToken(true)).GetAwaiter().GetResult());
        script.Do(() => fed.FlushAsync().GetAwaiter().GetResult());
        script.Do(() => fed.ReadAsync(null!, 0, 4).GetAwaiter().GetResult());
        script.Do(() => fed.WriteAsync(buffer, 3, 4).GetAwaiter().GetResult());
        script.Get(() => fed.EndRead(fed.BeginRead(buffer, 0, 0, null, null)));
        var begins = new Begins();
        script.Get(() => begins.ReadAsync(buffer, 0, 4).Result);
        script.Get(() => begins.Begun);
    });

    [Fact]
    public void Readers_and_writers_do_the_same_without_a_session() => Explore.Alike(script =>
    {
        var buffer = new char[5];
        var reader = new Text("one\ntwo\nthree");
        script.Get(() => reader.ReadLineAsync().Result);
        script.Get(() => reader.ReadAsync(buffer, 0, 2).Result);
        script.Get(() => reader.ReadAsync(buffer.AsMemory(2)).Result);
        script.Get(() => reader.ReadBlockAsync(buffer, 0, 2).Result);
        script.Get(() => new string(buffer));
        script.Get(() => reader.ReadToEndAsync().Result);
        script.Get(() => reader.ReadLineAsync().Result ?? "end");
        script.Do(() => reader.ReadAsync(null!, 0, 2));
        script.Do(() => reader.ReadBlockAsync(buffer, 4, 2));
        var writer = new Characters();
        script.Do(() => writer.WriteAsync('a').Wait());
        script.Do(() => writer.WriteAsync("bc").Wait());
        script.Do(() => writer.WriteAsync(buffer, 0, 3).Wait());
        script.Do(() => writer.WriteAsync(buffer.AsMemory(1)).Wait());
        script.Do(() => writer.WriteAsync(new StringBuilder("de")).Wait());
        script.Do(() => writer.WriteLineAsync().Wait());
        script.Do(() => writer.WriteLineAsync('f').Wait());
        script.Do(() => writer.WriteLineAsync("gh").Wait());
        script.Do(() => writer.WriteLineAsync(buffer, 3, 2).Wait());
        script.Do(() => writer.WriteLineAsync(buffer, 3, 3).GetAwaiter().GetResult());
        script.Do(() => writer.WriteLineAsync(buffer.AsMemory(4)).Wait());
        script.Do(() => writer.FlushAsync().Wait());
        script.Get(() => writer.Count);
    });

    private static async Task WriteTwice(Func<Stream, byte[], Task> start)
    {
        var stream = new Counting();
        var first = start(stream, Lines);
        stream.Write(Lines, 0, 1);
        await first;
        Assert.Equal(2, stream.Count);
    }

    private abstract class Plain : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Counting : Plain
    {
        public int Count { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Count += count;
    }

    // What is written can be read; who reads waits for it.
    private class Fed : Plain
    {
        private readonly Queue<byte> bytes;
        private bool hasEnded;

        public Fed(params byte[] bytes) => (this.bytes, hasEnded) = (new(bytes), bytes.Length > 0);

        public bool IsEmpty
        {
            get
            {
                lock (bytes)
                {
                    return bytes.Count == 0;
                }
            }
        }

        public void End()
        {
            lock (bytes)
            {
                hasEnded = true;
                Monitor.PulseAll(bytes);
            }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            lock (bytes)
            {
                while (bytes.Count == 0 && !hasEnded)
                {
                    Monitor.Wait(bytes);
                }

                var read = Math.Min(count, bytes.Count);
                for (var i = 0; i < read; i++)
                {
                    buffer[offset + i] = bytes.Dequeue();
                }

                return read;
            }
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (bytes)
            {
                foreach (var one in buffer.AsSpan(offset, count))
                {
                    bytes.Enqueue(one);
                }

                Monitor.PulseAll(bytes);
            }
        }
    }

    // Its calls of the base are those of one that is a woven class itself.
    private sealed class Derived(byte[] bytes) : Fed(bytes)
    {
        public int Reads { get; private set; }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Reads++;
            return await base.ReadAsync(buffer, offset, count, cancellationToken);
        }
    }

    private sealed class Begins : Plain
    {
        public int Begun { get; private set; }

        public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
        {
            Begun++;
            var read = Task.FromResult(count);
            callback?.Invoke(read);
            return read;
        }

        public override int EndRead(IAsyncResult asyncResult) => ((Task<int>)asyncResult).Result;
    }

    private sealed class Text(string text) : TextReader
    {
        private int next;

        public override int Peek() => next < text.Length ? text[next] : -1;

        public override int Read() => next < text.Length ? text[next++] : -1;
    }

    private sealed class Characters() : TextWriter(formatProvider: null)
    {
        public int Count { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Count++;
    }
}
