using System.IO.Pipelines;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class PipeTests
{
    [Fact]
    public void A_reader_gets_what_a_writer_wrote() => Passes(async () =>
    {
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            for (byte i = 1; i <= 3; i++)
            {
                pipe.Writer.GetSpan(1)[0] = i;
                pipe.Writer.Advance(1);
                await pipe.Writer.FlushAsync();
            }

            await pipe.Writer.CompleteAsync();
        });
        var sum = 0;
        while (true)
        {
            var result = await pipe.Reader.ReadAsync();
            foreach (var part in result.Buffer)
            {
                foreach (var item in part.Span)
                {
                    sum += item;
                }
            }

            pipe.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        Assert.Equal(6, sum);
        await writing;
    });

    [Fact]
    public void A_full_pipe_that_nobody_reads_is_a_deadlock() => Fails(FailureKind.Deadlock, async () =>
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4, resumeWriterThreshold: 2));
        await pipe.Writer.WriteAsync(new byte[8]);
    });

    [Fact]
    public void A_reader_without_a_writer_is_a_deadlock() => Fails(FailureKind.Deadlock, async () =>
    {
        var pipe = new Pipe();
        await Task.WhenAll(Task.Run(async () => await pipe.Reader.ReadAsync()), Task.Run(() => pipe.Writer.GetMemory(1)));
    });

    [Fact]
    public void Reading_resumes_a_writer_that_waits() => Passes(async () =>
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4, resumeWriterThreshold: 2));
        var writing = Task.Run(async () =>
        {
            await pipe.Writer.WriteAsync(new byte[8]);
            pipe.Writer.Complete();
        });
        var result = await pipe.Reader.ReadAtLeastAsync(8);
        pipe.Reader.AdvanceTo(result.Buffer.End);
        await writing;
        pipe.Reader.Complete();
    });

    [Fact]
    public void A_pending_read_can_be_cancelled() => Passes(async () =>
    {
        var pipe = new Pipe();
        var cancelling = Task.Run(pipe.Reader.CancelPendingRead);
        Assert.True((await pipe.Reader.ReadAsync()).IsCanceled);
        await cancelling;
        using var source = new CancellationTokenSource();
        var cancelled = Task.Run(source.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipe.Reader.ReadAsync(source.Token));
        await cancelled;
    });
}
