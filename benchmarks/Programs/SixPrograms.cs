namespace ConcurrentPrograms;

/// <summary>
/// The programs that are compared, compiled three times: woven, as they are, and rewritten by Coyote's tool. They use only what Coyote 1.7.11 has a
/// model of (so <c>lock</c> on an object, arrays for <c>WhenAll</c>), and none of them fails under any schedule.
/// </summary>
public static class SixPrograms
{
    public static IReadOnlyList<string> Names { get; } =
        ["2 tasks x 1 lock", "ABBA, guarded", "10 async tasks x 12 awaits", "producer-consumer", "50 tasks fan-out", "Task.Delay timeouts"];

    public static Func<Task> Get(int index) => index switch
    {
        0 => TwoTasksOneLock,
        1 => GuardedOppositeLocks,
        2 => TenTasksTwelveAwaits,
        3 => ProducerConsumer,
        4 => FanOut,
        5 => Timeouts,
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    private static async Task TwoTasksOneLock()
    {
        var gate = new object();
        var count = 0;
        await Task.WhenAll(Task.Run(Increment), Task.Run(Increment));
        Check(count == 2);

        void Increment()
        {
            lock (gate)
            {
                count++;
            }
        }
    }

    // Two locks in opposite orders, under a third one: a deadlock would end the run on one side and not on the other.
    private static async Task GuardedOppositeLocks()
    {
        object guard = new(), a = new(), b = new();
        var count = 0;
        await Task.WhenAll(Task.Run(() => Increment(a, b)), Task.Run(() => Increment(b, a)));
        Check(count == 2);

        void Increment(object outer, object inner)
        {
            lock (guard)
            {
                lock (outer)
                {
                    lock (inner)
                    {
                        count++;
                    }
                }
            }
        }
    }

    private static async Task TenTasksTwelveAwaits()
    {
        var tasks = new Task<int>[10];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(Steps);
        }

        await Task.WhenAll(tasks);
        Check(tasks.All(t => t.Result == 12));

        static async Task<int> Steps()
        {
            var steps = 0;
            for (var i = 0; i < 12; i++)
            {
                await Task.Yield();
                steps++;
            }

            return steps;
        }
    }

    private static async Task ProducerConsumer()
    {
        using var items = new SemaphoreSlim(0);
        using var slots = new SemaphoreSlim(3);
        var gate = new object();
        var queue = new Queue<int>();
        var sum = 0;
        await Task.WhenAll(Task.Run(Produce), Task.Run(Consume));
        Check(sum == 45);

        async Task Produce()
        {
            for (var i = 0; i < 10; i++)
            {
                await slots.WaitAsync();
                lock (gate)
                {
                    queue.Enqueue(i);
                }

                items.Release();
            }
        }

        async Task Consume()
        {
            for (var i = 0; i < 10; i++)
            {
                await items.WaitAsync();
                lock (gate)
                {
                    sum += queue.Dequeue();
                }

                slots.Release();
            }
        }
    }

    private static async Task FanOut()
    {
        var count = 0;
        var tasks = new Task[50];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(() => Interlocked.Increment(ref count));
        }

        await Task.WhenAll(tasks);
        Check(count == 50);
    }

    private static async Task Timeouts()
    {
        var tasks = new Task<bool>[5];
        for (var i = 0; i < tasks.Length; i++)
        {
            var work = i + 1;
            tasks[i] = Task.Run(() => InTime(work, 3));
        }

        var inTime = await Task.WhenAll(tasks);
        Check(inTime.Length == 5);

        static async Task<bool> InTime(int work, int limit)
        {
            var done = Task.Delay(work);
            var first = await Task.WhenAny(done, Task.Delay(limit));
            return first == done;
        }
    }

    private static void Check(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("the program gave a wrong result");
        }
    }
}
