namespace ConcurrencyTrace.Exploration.Tests.Replaying;

/// <summary>Programs with a bug each that tell whether it matters what a process has run before.</summary>
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
