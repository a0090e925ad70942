using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing;
using Xunit.Sdk;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>A program that hangs on the real scheduler, given up by who runs it.</summary>
public class ObservedDeadlockTests
{
    [Fact]
    public void Threads_that_wait_for_each_other_are_named()
    {
        var trace = GivenUp(opposite: true);
        var message = Assert.ThrowsAny<XunitException>(() => trace.Should().HaveNoDeadlock()).Message;

        Assert.Contains("but 2 operations could never go on:", message, StringComparison.Ordinal);
        Assert.Contains("waits for object#1 (Lock), held by op", message, StringComparison.Ordinal);
        Assert.Contains("waits for object#2 (Lock), held by op", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_waits_for_one_that_waits_for_nobody_is_not_deadlocked() => GivenUp(opposite: false).Should().HaveNoDeadlock();

    // Both hold what they took first, and one or both wait for the other's: then the run is given up. The threads are left behind.
    private static Trace GivenUp(bool opposite)
    {
        using var cancellation = new CancellationTokenSource();
        return Assert.Throws<ObservationCanceledException>(() => Observer.Run(
            async () =>
            {
                object a = new(), b = new();
                var bothHold = new Barrier(2);
                Holder[] holders = [new(), new()];
                Start(holders[0], a, opposite ? b : new object());
                Start(holders[1], b, a);
                SpinWait.SpinUntil(() => Array.TrueForAll(holders, h => h.IsThere && h.Thread!.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
                cancellation.Cancel();
                await new TaskCompletionSource().Task;

                void Start(Holder holder, object first, object second)
                {
                    holder.Thread = new Thread(() =>
                    {
                        lock (first)
                        {
                            bothHold.SignalAndWait();
                            holder.IsThere = true;
                            lock (second)
                            {
                                new ManualResetEventSlim().Wait();
                            }
                        }
                    })
                    { IsBackground = true };
                    holder.Thread.Start();
                }
            },
            cancellationToken: cancellation.Token)).Trace;
    }

    private sealed class Holder
    {
        private volatile bool isThere;

        public Thread? Thread { get; set; }

        public bool IsThere
        {
            get => isThere;
            set => isThere = value;
        }
    }
}
