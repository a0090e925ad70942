namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledCancellationTokenRegistration
{
    public static void Dispose(ref CancellationTokenRegistration self, long site)
    {
        Calls.Add(site);
        self.Dispose();
    }
}
