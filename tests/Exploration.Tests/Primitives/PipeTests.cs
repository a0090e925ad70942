using System.IO.Pipelines;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

#pragma warning disable CA2012 // What is done with a value task by hand is tested here, too.

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

    [Fact]
    public void An_inline_pipe_runs_its_reader_within_the_writers_call() => Passes(async () =>
    {
        var pipe = new Pipe(Inline);
        long read = 0;
        var reading = Read();
        await pipe.Writer.WriteAsync(new byte[3]);
        Assert.Equal(3, read);
        await reading;

        async Task Read()
        {
            var result = await pipe.Reader.ReadAsync();
            read = result.Buffer.Length;
            pipe.Reader.AdvanceTo(result.Buffer.End);
        }
    });

    [Fact]
    public void A_reader_that_runs_inline_waits_for_what_the_writer_holds() => Fails(FailureKind.Deadlock, async () =>
    {
        var pipe = new Pipe(Inline);
        using var gate = new SemaphoreSlim(1);
        var reading = Task.Run(async () =>
        {
            await pipe.Reader.ReadAsync();
            gate.Wait();
            gate.Release();
        });
        gate.Wait();
        var writing = pipe.Writer.WriteAsync(new byte[3]);
        gate.Release();
        await writing;
        await reading;
    });

    [Fact]
    public void A_scheduler_of_the_programs_own_runs_the_reader_on_its_thread() => Passes(async () =>
    {
        var scheduler = new ThreadPerWork();
        var pipe = new Pipe(new PipeOptions(readerScheduler: scheduler, useSynchronizationContext: false));
        Thread? reader = null;
        pipe.Reader.ReadAsync().GetAwaiter().UnsafeOnCompleted(() => reader = Thread.CurrentThread);
        await pipe.Writer.WriteAsync(new byte[3]);
        scheduler.Thread?.Join();
        Assert.Same(scheduler.Thread, reader);
    });

    [Fact]
    public void A_callback_on_a_read_that_has_ended_is_called_at_once() => Passes(() =>
    {
        var pipe = new Pipe(Inline);
        using var source = new CancellationTokenSource();
        var read = pipe.Reader.ReadAsync(source.Token).GetAwaiter();
        source.Cancel();
        var called = false;
        read.OnCompleted(() => called = true);
        Assert.True(called);
    });

    private static PipeOptions Inline => new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);

    private sealed class ThreadPerWork : PipeScheduler
    {
        public Thread? Thread { get; private set; }

        public override void Schedule(Action<object?> action, object? state)
        {
            Thread = new Thread(() => action(state));
            Thread.Start();
        }
    }
}
