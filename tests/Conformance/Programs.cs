namespace ConcurrencyTrace.Conformance;

/// <summary>What the programs of the pairs have in common.</summary>
internal static class Programs
{
    /// <summary>Runs each in a thread of its own and joins them all.</summary>
    public static void InThreads(params Action[] bodies)
    {
        var threads = bodies.Select(body => new Thread(() => body())).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
    }

    /// <summary>Runs each in a task of its own.</summary>
    public static Task InTasks(params Action[] bodies) => Task.WhenAll(bodies.Select(body => Task.Run(body)));

    /// <summary>Runs each in a task of its own.</summary>
    public static Task InTasks(params Func<Task>[] bodies) => Task.WhenAll(bodies.Select(body => Task.Run(body)));
}
