using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>The assertion library's own waiting is woven, so that it takes the test's time.</summary>
public class LibraryTests
{
    [Theory]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public void Completing_within_a_minute_is_a_minute_of_the_test_s_time(int seconds, bool fails)
    {
        var result = Explorer.Run(
            async () =>
            {
                var act = () => Task.Delay(seconds.Seconds());
                await act.Should().CompleteWithinAsync(1.Minutes());
            },
            new ExplorerOptions { Schedules = 10 });
        Assert.Equal(fails, result.Failure is not null);
        Assert.True(!fails || result.Failure!.Kind == FailureKind.Assertion, result.Failure?.Report);
        Assert.Empty(result.Uncontrolled);
    }
}
