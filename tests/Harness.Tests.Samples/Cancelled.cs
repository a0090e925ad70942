using ConcurrencyTrace.Harness;
using Xunit;

namespace Samples;

public static class Cancelled
{
    private static readonly ManualResetEventSlim Running = new();

    public class Long
    {
        [TracedFact(Schedules = int.MaxValue)]
        public void Goes_on() => Running.Set();
    }

    public class Short
    {
        [Fact]
        public void Fails()
        {
            Running.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Fail("on purpose");
        }
    }
}
