namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledWaitHandle
{
    public static bool WaitOne(WaitHandle self, long site)
    {
        Calls.Add(site);
        return self.WaitOne();
    }

    public static void Close(WaitHandle self, long site)
    {
        Calls.Add(site);
        self.Close();
    }
}
