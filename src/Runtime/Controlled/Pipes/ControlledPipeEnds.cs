using System.IO.Pipelines;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="PipeReader"/>: a scheduling point before each call, after which those go on whom it lets go on where they are.</summary>
public static class ControlledPipeReader
{
    public static void AdvanceTo(PipeReader self, SequencePosition consumed, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        self.AdvanceTo(consumed);
    }

    public static void AdvanceTo(PipeReader self, SequencePosition consumed, SequencePosition examined, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        self.AdvanceTo(consumed, examined);
    }

    public static void CancelPendingRead(PipeReader self, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        self.CancelPendingRead();
    }

    public static void Complete(PipeReader self, Exception? exception, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        self.Complete(exception);
    }

    public static ValueTask CompleteAsync(PipeReader self, Exception? exception, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        return self.CompleteAsync(exception);
    }

    public static ValueTask<ReadResult> ReadAsync(PipeReader self, CancellationToken cancellationToken, long site) => At.Point(self, site).ReadAsync(cancellationToken);

    public static ValueTask<ReadResult> ReadAtLeastAsync(PipeReader self, int minimumSize, CancellationToken cancellationToken, long site) =>
        At.Point(self, site).ReadAtLeastAsync(minimumSize, cancellationToken);

    public static bool TryRead(PipeReader self, out ReadResult result, long site) => At.Point(self, site).TryRead(out result);
}

/// <summary>Redirections of <see cref="PipeWriter"/>: a scheduling point before each call that the other end can see, as for <see cref="ControlledPipeReader"/>.</summary>
public static class ControlledPipeWriter
{
    public static void CancelPendingFlush(PipeWriter self, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        self.CancelPendingFlush();
    }

    public static void Complete(PipeWriter self, Exception? exception, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        self.Complete(exception);
    }

    public static ValueTask CompleteAsync(PipeWriter self, Exception? exception, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        return self.CompleteAsync(exception);
    }

    public static ValueTask<FlushResult> FlushAsync(PipeWriter self, CancellationToken cancellationToken, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        return self.FlushAsync(cancellationToken);
    }

    public static ValueTask<FlushResult> WriteAsync(PipeWriter self, ReadOnlyMemory<byte> source, CancellationToken cancellationToken, long site)
    {
        using var completion = PipeCompletion.Begin(self, site);
        return self.WriteAsync(source, cancellationToken);
    }
}
