namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledTaskCompletionSource
{
    public static TaskCompletionSource<TResult> New<TResult>(long site)
    {
        Calls.Add(site);
        return new TaskCompletionSource<TResult>();
    }

    public static TaskCompletionSource<TResult> New<TResult>(TaskCreationOptions options, long site)
    {
        Calls.Add(site);
        return new TaskCompletionSource<TResult>(options);
    }

    public static bool TrySetResult<TResult>(TaskCompletionSource<TResult> self, TResult result, long site)
    {
        Calls.Add(site);
        return self.TrySetResult(result);
    }
}
