namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledSemaphoreSlim
{
    public static SemaphoreSlim New(int initialCount, long site)
    {
        Calls.Add(site);
        return new SemaphoreSlim(initialCount);
    }

    public static Task WaitAsync(SemaphoreSlim self, long site)
    {
        Calls.Add(site);
        return self.WaitAsync();
    }

    public static int Release(SemaphoreSlim self, long site)
    {
        Calls.Add(site);
        return self.Release();
    }
}
