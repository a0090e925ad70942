namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledLockScope
{
    public static void Dispose(ref Lock.Scope self, long site)
    {
        Calls.Add(site);
        self.Dispose();
    }
}
