using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Semaphore"/>; waiting is that of every <see cref="WaitHandle"/>. A named one stays with the operating system, and is reported.</summary>
public static class ControlledSemaphore
{
    public static Semaphore New(int initialCount, int maximumCount, string? name, long site) => New(initialCount, maximumCount, name, out _, site);

    public static Semaphore New(int initialCount, int maximumCount, string? name, out bool createdNew, long site) =>
        NamedHandles.Report(new Semaphore(initialCount, maximumCount, name, out createdNew), name, site);

    public static Semaphore New(int initialCount, int maximumCount, string? name, NamedWaitHandleOptions options, long site) => New(initialCount, maximumCount, name, options, out _, site);

    public static Semaphore New(int initialCount, int maximumCount, string? name, NamedWaitHandleOptions options, out bool createdNew, long site) =>
        NamedHandles.Report(new Semaphore(initialCount, maximumCount, name, options, out createdNew), name, site);

    [SupportedOSPlatform("windows")]
    public static Semaphore OpenExisting(string name, long site) => NamedHandles.Report(Semaphore.OpenExisting(name), name, site);

    [SupportedOSPlatform("windows")]
    public static Semaphore OpenExisting(string name, NamedWaitHandleOptions options, long site) => NamedHandles.Report(Semaphore.OpenExisting(name, options), name, site);

    [SupportedOSPlatform("windows")]
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out Semaphore? result, long site) =>
        NamedHandles.Opened(Semaphore.TryOpenExisting(name, out result), result, name, site);

    [SupportedOSPlatform("windows")]
    public static bool TryOpenExisting(string name, NamedWaitHandleOptions options, [NotNullWhen(true)] out Semaphore? result, long site) =>
        NamedHandles.Opened(Semaphore.TryOpenExisting(name, options, out result), result, name, site);

    public static int Release(Semaphore self, long site) => Release(self, 1, site);

    public static int Release(Semaphore self, int releaseCount, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return self!.Release(releaseCount);
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        int previous;
        try
        {
            previous = self.Release(releaseCount);
        }
        catch (SemaphoreFullException) when (scheduler.IsUnwinding)
        {
            return 0;
        }

        var resource = HandleWaiting.Resource(scheduler, self, site);
        Permits.Gave(operation, resource, releaseCount, site);
        HandleWaiting.Signalled(scheduler, self);
        return previous;
    }
}
