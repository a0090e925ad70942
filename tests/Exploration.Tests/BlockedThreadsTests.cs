namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>A process has only so many threads.</summary>
public class BlockedThreadsTests
{
    [Fact]
    public void Operations_that_block_more_threads_than_a_process_can_have_fail_their_schedule()
    {
        var failure = Explorer.Run(
            static () =>
            {
                using var never = new ManualResetEventSlim();
                for (var i = 0; i < 100; i++)
                {
                    Task.Run(never.Wait);
                }

                never.Wait();
            },
            new ExplorerOptions { Schedules = 1, Shrink = false, MaxThreads = 50 }).Failure!;
        Assert.Equal(FailureKind.Exception, failure.Kind);
        Assert.Contains("Operations hold 50 threads", failure.Report, StringComparison.Ordinal);
    }
}
