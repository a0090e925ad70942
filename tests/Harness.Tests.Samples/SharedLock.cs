using ConcurrencyTrace.Harness;

namespace Samples;

/// <summary>Two tests that explore at the same time and take the same static lock.</summary>
public static class SharedLock
{
    private static readonly Lock Gate = new();
    private static int entered;

    public class One
    {
        [TracedFact(Schedules = 20_000)]
        public void Takes_it() => Enter();
    }

    public class Two
    {
        [TracedFact(Schedules = 20_000)]
        public void Takes_it() => Enter();
    }

    private static void Enter()
    {
        lock (Gate)
        {
            entered++;
        }
    }
}
