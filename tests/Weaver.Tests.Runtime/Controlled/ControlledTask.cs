using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledTask
{
    public static Task Run(Action action, long site)
    {
        Calls.Add(site);
        return Task.Run(action);
    }

    public static Task Run(Func<Task?> function, long site)
    {
        Calls.Add(site);
        return Task.Run(function);
    }

    public static Task<TResult> Run<TResult>(Func<TResult> function, long site)
    {
        Calls.Add(site);
        return Task.Run(function);
    }

    public static Task<TResult> Run<TResult>(Func<Task<TResult>?> function, long site)
    {
        Calls.Add(site);
        return Task.Run(function);
    }

    public static Task New(Action action, long site)
    {
        Calls.Add(site);
        return new Task(action);
    }

    public static Task WhenAll(ReadOnlySpan<Task> tasks, long site)
    {
        Calls.Add(site);
        return Task.WhenAll(tasks);
    }

    public static YieldAwaitable Yield(long site)
    {
        Calls.Add(site);
        return Task.Yield();
    }

    public static void Wait(Task self, long site)
    {
        Calls.Add(site);
        self.Wait();
    }

    public static TResult get_Result<TResult>(Task<TResult> self, long site)
    {
        Calls.Add(site);
        return self.Result;
    }
}
