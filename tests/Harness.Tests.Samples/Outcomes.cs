using System.Reflection;
using ConcurrencyTrace.Harness;
using Xunit;
using Xunit.v3;

namespace Samples;

public class Outcomes(ITestOutputHelper output)
{
    private static int runs;

    public static bool No => false;

    [TracedFact(Schedules = 7)]
    public void Passes() => Journal.Write("run");

    [TracedFact]
    public void Runs_a_thousand_by_default() => Journal.Write("run");

    [TracedFact(Schedules = 10)]
    public async Task Fails_in_the_third()
    {
        var run = Interlocked.Increment(ref runs);
        await Task.Yield();
        output.WriteLine($"output of run {run}");
        TestContext.Current.AddAttachment("mine", $"attachment of run {run}");
        TestContext.Current.AddWarning($"warning of run {run}");
        if (run >= 3)
        {
            throw new InvalidTimeZoneException("broken on purpose", new FormatException("the inner one"));
        }
    }

    [TracedFact(Schedules = 10)]
    public void Fails_once()
    {
        var run = Interlocked.Increment(ref runs);
        output.WriteLine($"output of run {run}");
        Assert.NotEqual(3, run);
    }

    [TracedFact]
    public void Fails_an_assertion() => Assert.Equal(1, 2);

    [TracedFact(Skip = "not today")]
    public void Skipped_always() => Journal.Write("run");

    [TracedFact(Skip = "unless", SkipUnless = nameof(No))]
    public void Skipped_unless() => Journal.Write("run");

    [TracedFact]
    public void Skips_itself()
    {
        Journal.Write("run");
        Assert.Skip("changed my mind");
    }

    [TracedFact(SkipExceptions = [typeof(NotSupportedException)])]
    public async Task Skips_by_exception()
    {
        await Task.Yield();
        throw new NotSupportedException("no such platform");
    }

    [TracedFact(Explicit = true)]
    public void Only_when_asked() => Journal.Write("run");

    [TracedFact(Timeout = 2000, Schedules = 1_000_000)]
    public void Times_out() => Thread.Sleep(20);

    [TracedFact(Timeout = 2000, MaxSteps = int.MaxValue)]
    public void Hears_of_the_timeout()
    {
        var token = TestContext.Current.CancellationToken;
        while (!token.IsCancellationRequested)
        {
            Thread.SpinWait(1000);
        }

        Journal.Write("heard");
    }

    [TracedFact(Schedules = 2)]
    [Trait("speed", "slow")]
    public void Has_a_trait() => Journal.Write("run");

    [TracedFact(Schedules = 2, DisplayName = "a name of its own")]
    public static ValueTask Is_static() => ValueTask.CompletedTask;

    [TracedFact]
    public async void Is_async_void() => await Task.Yield();

    [TracedFact(Schedules = 2)]
    [First]
    [Second]
    public void Has_attributes_around() => Journal.Write("body");

    private sealed class FirstAttribute : BeforeAfterTestAttribute
    {
        public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Journal.Write("before first");

        public override void After(MethodInfo methodUnderTest, IXunitTest test) => Journal.Write("after first");
    }

    private sealed class SecondAttribute : BeforeAfterTestAttribute
    {
        public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Journal.Write("before second");

        public override void After(MethodInfo methodUnderTest, IXunitTest test) => Journal.Write("after second");
    }
}
