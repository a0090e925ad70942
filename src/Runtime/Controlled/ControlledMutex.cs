using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Mutex"/>; waiting is that of every <see cref="WaitHandle"/>. A named mutex stays with the operating system, and is reported.</summary>
public static class ControlledMutex
{
    private static readonly ConditionalWeakTable<Mutex, object> Shared = [];

    public static Mutex New(bool initiallyOwned, long site)
    {
        var mutex = new Mutex(initiallyOwned);
        if (initiallyOwned && Control.Current is { } operation)
        {
            WaitRequest.TookMutex(operation, mutex, site);
        }

        return mutex;
    }

    public static Mutex New(bool initiallyOwned, string? name, long site) => New(initiallyOwned, name, out _, site);

    public static Mutex New(bool initiallyOwned, string? name, out bool createdNew, long site) =>
        Named(new Mutex(initiallyOwned, name, out createdNew), name, initiallyOwned, site);

    public static Mutex New(string? name, NamedWaitHandleOptions options, long site) => New(false, name, options, out _, site);

    public static Mutex New(bool initiallyOwned, string? name, NamedWaitHandleOptions options, long site) => New(initiallyOwned, name, options, out _, site);

    public static Mutex New(bool initiallyOwned, string? name, NamedWaitHandleOptions options, out bool createdNew, long site) =>
        Named(new Mutex(initiallyOwned, name, options, out createdNew), name, initiallyOwned, site);

    public static Mutex OpenExisting(string name, long site) => Named(Mutex.OpenExisting(name), name, false, site);

    public static Mutex OpenExisting(string name, NamedWaitHandleOptions options, long site) => Named(Mutex.OpenExisting(name, options), name, false, site);

    public static bool TryOpenExisting(string name, out Mutex? result, long site) => Opened(Mutex.TryOpenExisting(name, out result), result, name, site);

    public static bool TryOpenExisting(string name, NamedWaitHandleOptions options, out Mutex? result, long site) =>
        Opened(Mutex.TryOpenExisting(name, options, out result), result, name, site);

    public static void ReleaseMutex(Mutex self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            self!.ReleaseMutex();
            return;
        }

        operation.Scheduler.Point(operation, site);
        try
        {
            self.ReleaseMutex();
        }
        catch (ApplicationException) when (operation.Scheduler.IsUnwinding)
        {
            return;
        }

        ExclusiveLock.Released(operation, self, ResourceKind.Mutex, site);
    }

    /// <summary>Whether the mutex has a name, so that others than our operations may hold it.</summary>
    internal static bool IsShared(Mutex mutex) => Shared.TryGetValue(mutex, out _);

    private static bool Opened(bool opened, Mutex? mutex, string name, long site) => opened && Named(mutex!, name, false, site) is not null;

    private static Mutex Named(Mutex mutex, string? name, bool owned, long site)
    {
        if (string.IsNullOrEmpty(name))
        {
            if (owned && Control.Current is { } owner)
            {
                WaitRequest.TookMutex(owner, mutex, site);
            }

            return mutex;
        }

        Shared.AddOrUpdate(mutex, mutex);
        return NamedHandles.Report(mutex, name, site);
    }
}
