using System.Buffers;
using System.IO.Pipelines;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class PipePairs
{
    public static IEnumerable<Pair> All =>
    [
        new("PipeReader.ReadAsync", "one read taken for the whole message", FailureKind.Assertion,
            buggy: () => Message(loop: false),
            correct: () => Message(loop: true)),

        new("PipeReader.AdvanceTo", "half a message thrown away", FailureKind.Exception,
            buggy: () => Examine(keep: false),
            correct: () => Examine(keep: true)),

        new("PipeReader.TryRead", "nothing yet taken for the end", FailureKind.Assertion,
            buggy: () => Poll(wait: false),
            correct: () => Poll(wait: true)),

        new("PipeWriter.WriteAsync", "more than fits, and the reader looked too early", FailureKind.Deadlock,
            buggy: () => Backpressure(wait: false),
            correct: () => Backpressure(wait: true)),

        new("PipeWriter.GetSpan", "filled by two at once", FailureKind.DataRace,
            buggy: () => Fill(locked: false),
            correct: () => Fill(locked: true)),

        new("PipeWriter.CompleteAsync", "only when nothing fails", FailureKind.Deadlock,
            buggy: () => Completed(inFinally: false),
            correct: () => Completed(inFinally: true)),

        new("PipeReader.CancelPendingRead", "a cancelled read taken for the end of the data", FailureKind.Assertion,
            buggy: () => CancelRead(readOn: false),
            correct: () => CancelRead(readOn: true)),
    ];

    private static async Task Fill(bool locked)
    {
        var (gate, pipe) = (new object(), new Pipe());
        await InTasks(() => Put(1), () => Put(2));
        await pipe.Writer.FlushAsync();
        Assert.Equal(4, (await pipe.Reader.ReadAsync()).Buffer.Length);

        void Put(byte value)
        {
            if (locked)
            {
                lock (gate)
                {
                    PutNow(value);
                }
            }
            else
            {
                PutNow(value);
            }
        }

        void PutNow(byte value)
        {
            pipe.Writer.GetSpan(2)[..2].Fill(value);
            pipe.Writer.Advance(2);
        }
    }

    private static async Task Message(bool loop)
    {
        var pipe = new Pipe();
        var length = 0L;
        await InTasks(Write, Read);
        Assert.Equal(4, length);

        async Task Write()
        {
            await pipe.Writer.WriteAsync(new byte[2]);
            await pipe.Writer.WriteAsync(new byte[2]);
            await pipe.Writer.CompleteAsync();
        }

        async Task Read()
        {
            ReadResult result;
            do
            {
                result = await pipe.Reader.ReadAsync();
                length += result.Buffer.Length;
                pipe.Reader.AdvanceTo(result.Buffer.End);
            }
            while (loop && !result.IsCompleted);
        }
    }

    private static async Task Examine(bool keep)
    {
        var pipe = new Pipe();
        await InTasks(Write, Read);

        async Task Write()
        {
            await pipe.Writer.WriteAsync(new byte[1]);
            await pipe.Writer.WriteAsync(new byte[1]);
            await pipe.Writer.CompleteAsync();
        }

        async Task Read()
        {
            while (true)
            {
                var result = await pipe.Reader.ReadAsync();
                if (result.Buffer.Length >= 2)
                {
                    pipe.Reader.AdvanceTo(result.Buffer.End);
                    return;
                }

                if (result.IsCompleted)
                {
                    throw new EndOfStreamException();
                }

                pipe.Reader.AdvanceTo(keep ? result.Buffer.Start : result.Buffer.End, result.Buffer.End);
            }
        }
    }

    private static async Task Poll(bool wait)
    {
        var pipe = new Pipe();
        var length = 0L;
        await InTasks(async () => await pipe.Writer.WriteAsync(new byte[3]), Read);
        Assert.Equal(3, length);

        async Task Read()
        {
            var result = default(ReadResult);
            if (wait)
            {
                result = await pipe.Reader.ReadAsync();
            }
            else if (!pipe.Reader.TryRead(out result))
            {
                return;
            }

            length = result.Buffer.Length;
            pipe.Reader.AdvanceTo(result.Buffer.End);
        }
    }

    private static async Task Backpressure(bool wait)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4, resumeWriterThreshold: 2));
        await InTasks(async () => await pipe.Writer.WriteAsync(new byte[8]), Read);

        async Task Read()
        {
            if (wait)
            {
                pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
            }
            else if (pipe.Reader.TryRead(out var result))
            {
                pipe.Reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    private static async Task Completed(bool inFinally)
    {
        var pipe = new Pipe();
        var broken = false;
        await InTasks(Write, Read, Break);

        Task Break()
        {
            broken = true;
            return Task.CompletedTask;
        }

        async Task Write()
        {
            try
            {
                await pipe.Writer.WriteAsync(new byte[1]);
                if (broken)
                {
                    return;
                }

                if (!inFinally)
                {
                    await pipe.Writer.CompleteAsync();
                }
            }
            finally
            {
                if (inFinally)
                {
                    await pipe.Writer.CompleteAsync();
                }
            }
        }

        async Task Read()
        {
            while (true)
            {
                var result = await pipe.Reader.ReadAsync();
                pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
    }

    private static async Task CancelRead(bool readOn)
    {
        var pipe = new Pipe();
        var length = 0L;
        await InTasks(Write, Read, Wake);
        Assert.Equal(2, length);

        async Task Write()
        {
            await pipe.Writer.WriteAsync(new byte[2]);
            await pipe.Writer.CompleteAsync();
        }

        Task Wake()
        {
            pipe.Reader.CancelPendingRead();
            return Task.CompletedTask;
        }

        async Task Read()
        {
            while (true)
            {
                var result = await pipe.Reader.ReadAsync();
                length += result.Buffer.Length;
                pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || (result.IsCanceled && !readOn))
                {
                    return;
                }
            }
        }
    }
}
