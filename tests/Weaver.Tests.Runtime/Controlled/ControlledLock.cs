namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledLock
{
    public static Lock.Scope EnterScope(Lock self, long site)
    {
        Calls.Add(site);
        return self.EnterScope();
    }
}
