using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of the disposal of what operations synchronise with: whether it comes before or after another's use is a matter of scheduling.</summary>
public static class ControlledDisposal
{
    public static void Dispose(SemaphoreSlim self, long site) => ControlledDisposable.Dispose(self, site);

    public static void Dispose(WaitHandle self, long site) => ControlledDisposable.Dispose(self, site);

    public static void Close(WaitHandle self, long site) => ControlledDisposable.Dispose(self, site);

    public static void Dispose(ManualResetEventSlim self, long site) => ControlledDisposable.Dispose(self, site);

    public static void Dispose(CountdownEvent self, long site) => ControlledDisposable.Dispose(self, site);

    public static void Dispose(Barrier self, long site) => ControlledDisposable.Dispose(self, site);

    public static void Dispose(ReaderWriterLockSlim self, long site) => ControlledDisposable.Dispose(self, site);
}
