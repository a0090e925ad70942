using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ProcessEndTests
{
    [Fact]
    public void A_program_that_fails_fast_fails_the_schedule_and_not_the_process()
    {
        var failure = Fails(FailureKind.Exception, () =>
        {
            var count = 0;
            Together(() => Volatile.Write(ref count, 1), () =>
            {
                if (Volatile.Read(ref count) == 1)
                {
                    Environment.FailFast("one");
                }
            });
        });
        Assert.Contains("Environment.FailFast: one", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_exits_fails_the_schedule_and_not_the_process() =>
        Assert.Contains("Environment.Exit(3)", Fails(FailureKind.Exception, () => Environment.Exit(3)).Summary, StringComparison.Ordinal);

    [Fact]
    public void Code_that_ends_the_process_on_any_exception_does_not_end_it_when_the_schedule_is_unwound() => Fails(FailureKind.Deadlock, async () =>
    {
        try
        {
            await new TaskCompletionSource().Task;
        }
        catch (Exception e)
        {
            Environment.FailFast("unexpected", e);
        }
    });
}
