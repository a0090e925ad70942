using Microsoft.Coyote.Rewriting;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Code that is not woven because its author marked it.</summary>
public class SkippedTests
{
    private static readonly ExplorerOptions Options = new() { Schedules = 50 };

    [Fact]
    public void Nothing_comes_between_the_steps_of_a_method_that_is_marked()
    {
        Explore.Passes(() =>
        {
            var counter = new Counter();
            Explore.Together(counter.AddUnseen, counter.AddUnseen);
            Assert.Equal(2, counter.Total);
        });
        Explore.Fails(FailureKind.Assertion, () =>
        {
            var counter = new Counter();
            Explore.Together(counter.Add, counter.Add);
            Assert.Equal(2, counter.Total);
        });
    }

    [Fact]
    public void One_that_does_more_than_use_memory_is_named_and_waits_for_operations_under_control()
    {
        var result = Explorer.Run(
            () =>
            {
                var counter = new Counter();
                Explore.Together(counter.AddLocked, counter.AddUnseenLocked, CoyotesCounter.Add);
                Assert.Equal(2, counter.Total);
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Contains(result.Uncontrolled, u => u.StartsWith("not woven, as its attribute asks: SkippedTests.cs:", StringComparison.Ordinal) && u.Contains("Counter.AddUnseenLocked (method)", StringComparison.Ordinal));
        Assert.Contains(result.Uncontrolled, u => u.Contains("CoyotesCounter.Add (method)", StringComparison.Ordinal));
    }

    private sealed class Counter
    {
        private readonly object gate = new();

        private int total;

        public int Total => total;

        public void Add() => total++;

        [SkipWeaving("the test's subject")]
        public void AddUnseen() => total++;

        public void AddLocked()
        {
            lock (gate)
            {
                Thread.Yield();
                total++;
            }
        }

        [SkipWeaving("the test's subject")]
        public void AddUnseenLocked()
        {
            lock (gate)
            {
                total++;
            }
        }
    }

    [SkipRewriting("the test's subject")]
    private static class CoyotesCounter
    {
        private static int total;

        public static void Add() => Interlocked.Increment(ref total);
    }
}
