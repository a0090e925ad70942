using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="TaskAsyncEnumerableExtensions"/> and <see cref="TaskToAsyncResult"/>: what blocks in them blocks in the scheduler.</summary>
public static class ControlledTaskConversions
{
    public static IEnumerable<T> ToBlockingEnumerable<T>(IAsyncEnumerable<T> source, CancellationToken cancellationToken, long site) =>
        Control.Current is null ? source.ToBlockingEnumerable(cancellationToken) : Enumerate(source, cancellationToken, site);

    public static void End(IAsyncResult asyncResult, long site)
    {
        Await(asyncResult, site);
        TaskToAsyncResult.End(asyncResult);
    }

    public static TResult End<TResult>(IAsyncResult asyncResult, long site)
    {
        Await(asyncResult, site);
        return TaskToAsyncResult.End<TResult>(asyncResult);
    }

    private static void Await(IAsyncResult result, long site)
    {
        if (result is not null)
        {
            TaskWaiting.Await(TaskToAsyncResult.Unwrap(result), -1, CancellationToken.None, site);
        }
    }

    private static IEnumerable<T> Enumerate<T>(IAsyncEnumerable<T> source, CancellationToken token, long site)
    {
        var items = source.GetAsyncEnumerator(token);
        try
        {
            while (true)
            {
                var next = items.MoveNextAsync().AsTask();
                TaskWaiting.Await(next, -1, CancellationToken.None, site);
                if (!next.GetAwaiter().GetResult())
                {
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            var end = items.DisposeAsync().AsTask();
            TaskWaiting.Await(end, -1, CancellationToken.None, site);
            end.GetAwaiter().GetResult();
        }
    }
}
