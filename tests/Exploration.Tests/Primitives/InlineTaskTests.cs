using System.Collections.Concurrent;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>A scheduler of the program's own, of one thread: what waits there for what is queued there runs it.</summary>
public class InlineTaskTests
{
    public static TheoryData<string, Action<Task>> Waits => new()
    {
        { "Wait", task => task.Wait() },
        { "Result", task => Assert.Equal(1, ((Task<int>)task).Result) },
        { "GetResult", task => task.GetAwaiter().GetResult() },
        { "WaitAll", task => Task.WaitAll(task) },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public void Who_waits_runs_what_it_waits_for(string how, Action<Task> wait) => Passes(() =>
    {
        Assert.NotEmpty(how);
        using var loop = new Loop(inline: true);
        Within(loop, wait).Wait();
    });

    [Fact]
    public void A_wait_that_may_end_before_does_not() => Passes(() =>
    {
        using var loop = new Loop(inline: true);
        Within(loop, task => Assert.False(task.Wait(100))).Wait();
    });

    [Fact]
    public void A_scheduler_that_runs_nothing_on_the_thread_that_waits_is_stuck() => Fails(FailureKind.Deadlock, () =>
    {
        var loop = new Loop(inline: false);
        Within(loop, task => task.Wait()).Wait();
        loop.Dispose();
    });

    private static Task Within(Loop loop, Action<Task> wait)
    {
        var factory = new TaskFactory(loop);
        return factory.StartNew(() => wait(factory.StartNew(() => 1)));
    }

    private sealed class Loop : TaskScheduler, IDisposable
    {
        private readonly BlockingCollection<Task> queue = [];
        private readonly Thread thread;
        private readonly bool inline;

        public Loop(bool inline)
        {
            this.inline = inline;
            thread = new Thread(Run) { IsBackground = true };
            thread.Start();
        }

        public void Dispose()
        {
            queue.CompleteAdding();
            thread.Join();
            queue.Dispose();
        }

        protected override void QueueTask(Task task) => queue.Add(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => inline && Thread.CurrentThread == thread && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => queue;

        private void Run()
        {
            foreach (var task in queue.GetConsumingEnumerable())
            {
                TryExecuteTask(task);
            }
        }
    }
}
