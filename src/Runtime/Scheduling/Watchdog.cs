namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>One thread of the process that looks at every run now and then, for operations stuck in code that is not under control.</summary>
internal static class Watchdog
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan AtConnections = TimeSpan.FromMilliseconds(1);
    private static readonly List<Scheduler> Runs = [];
    private static Thread? thread;

    public static void Watch(Scheduler run)
    {
        lock (Runs)
        {
            Runs.Add(run);
            if (thread is null)
            {
                thread = new Thread(Look) { IsBackground = true, Name = "ConcurrencyTrace watchdog" };
                thread.UnsafeStart();
            }
            else if (Runs.Count == 1)
            {
                Monitor.Pulse(Runs);
            }
        }
    }

    public static void Forget(Scheduler run)
    {
        lock (Runs)
        {
            Runs.Remove(run);
        }
    }

    private static void Look()
    {
        while (true)
        {
            var interval = Interval;
            lock (Runs)
            {
                while (Runs.Count == 0)
                {
                    Monitor.Wait(Runs);
                }

                foreach (var run in Runs)
                {
                    run.CheckProgress(Environment.TickCount64);
                    interval = run.IsAtConnection ? AtConnections : interval;
                }
            }

            Thread.Sleep(interval);
        }
    }
}
