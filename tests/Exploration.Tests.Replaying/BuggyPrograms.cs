using System.Threading.Channels;

namespace ConcurrencyTrace.Exploration.Tests.Replaying;

/// <summary>Programs with a bug each, over different primitives.</summary>
internal static class BuggyPrograms
{
    private static readonly object StaticGate = new();
    private static readonly Lazy<object> StaticLazy = new(() => new object());

    [ThreadStatic]
    private static int uses;

    public static IReadOnlyDictionary<string, Func<Task>> All { get; } = new Dictionary<string, Func<Task>>
    {
        ["OppositeLocks"] = OppositeLocks,
        ["LostUpdate"] = LostUpdate,
        ["MissedPulse"] = MissedPulse,
        ["SlowHolder"] = SlowHolder,
        ["EmptyChannel"] = EmptyChannel,
        ["WarmThread"] = WarmThread,
    };

    private static async Task WarmThread()
    {
        // Counts what ran on one thread: two of these, in some schedules; more only where a thread was used in an earlier schedule.
        var most = 0;
        await Task.WhenAll(Task.Run(Use), Task.Run(Use));
        Check(most is 0 or > 2);

        void Use()
        {
            var now = ++uses;
            Interlocked.MemoryBarrier();
            most = now == 2 ? Math.Max(most, now) : most;
        }
    }

    private static async Task OppositeLocks()
    {
        // Statics that the first schedule of a process initialises must not matter to a replay.
        var inner = StaticLazy.Value;
        await Task.WhenAll(Task.Run(() => Nested(StaticGate, inner)), Task.Run(() => Nested(inner, StaticGate)));
    }

    private static async Task LostUpdate()
    {
        var count = 0;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() => count++)).ToList();
        threads.ForEach(t => t.Start());
        await Task.Yield();
        threads.ForEach(t => t.Join());
        Check(count == 2);
    }

    private static async Task MissedPulse()
    {
        var gate = new object();
        var waiter = Task.Run(() =>
        {
            lock (gate)
            {
                Monitor.Wait(gate);
            }
        });
        lock (gate)
        {
            Monitor.Pulse(gate);
        }

        await waiter;
    }

    private static async Task SlowHolder()
    {
        using var gate = new SemaphoreSlim(1);
        var slow = Task.Run(async () =>
        {
            await gate.WaitAsync();
            await Task.Delay(new Random().Next(200, 300));
            gate.Release();
        });
        var entered = await gate.WaitAsync(TimeSpan.FromMilliseconds(100));
        if (entered)
        {
            gate.Release();
        }

        await slow;
        Check(entered);
    }

    private static async Task EmptyChannel()
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        channel.Writer.Complete();
        await Task.WhenAll(Task.Run(Take), Task.Run(Take));

        async Task Take()
        {
            if (channel.Reader.TryPeek(out _))
            {
                await channel.Reader.ReadAsync();
            }
        }
    }

    private static void Nested(object outer, object inner)
    {
        lock (outer)
        {
            lock (inner)
            {
            }
        }
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the check does not hold");
        }
    }
}
