namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledCancellationToken
{
    public static CancellationToken New(bool canceled, long site)
    {
        Calls.Add(site);
        return new CancellationToken(canceled);
    }

    public static bool get_IsCancellationRequested(ref CancellationToken self, long site)
    {
        Calls.Add(site);
        return self.IsCancellationRequested;
    }

    public static void ThrowIfCancellationRequested(ref CancellationToken self, long site)
    {
        Calls.Add(site);
        self.ThrowIfCancellationRequested();
    }

    public static CancellationTokenRegistration Register(ref CancellationToken self, Action callback, long site)
    {
        Calls.Add(site);
        return self.Register(callback);
    }
}
