using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="EventWaitHandle"/>, and so of <see cref="ManualResetEvent"/> and <see cref="AutoResetEvent"/>. A named one stays with the operating system, and is reported.</summary>
public static class ControlledEventWaitHandle
{
    public static EventWaitHandle New(bool initialState, EventResetMode mode, string? name, long site) => New(initialState, mode, name, out _, site);

    public static EventWaitHandle New(bool initialState, EventResetMode mode, string? name, out bool createdNew, long site) =>
        NamedHandles.Report(new EventWaitHandle(initialState, mode, name, out createdNew), name, site);

    public static EventWaitHandle New(bool initialState, EventResetMode mode, string? name, NamedWaitHandleOptions options, long site) => New(initialState, mode, name, options, out _, site);

    public static EventWaitHandle New(bool initialState, EventResetMode mode, string? name, NamedWaitHandleOptions options, out bool createdNew, long site) =>
        NamedHandles.Report(new EventWaitHandle(initialState, mode, name, options, out createdNew), name, site);

    [SupportedOSPlatform("windows")]
    public static EventWaitHandle OpenExisting(string name, long site) => NamedHandles.Report(EventWaitHandle.OpenExisting(name), name, site);

    [SupportedOSPlatform("windows")]
    public static EventWaitHandle OpenExisting(string name, NamedWaitHandleOptions options, long site) => NamedHandles.Report(EventWaitHandle.OpenExisting(name, options), name, site);

    [SupportedOSPlatform("windows")]
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out EventWaitHandle? result, long site) =>
        NamedHandles.Opened(EventWaitHandle.TryOpenExisting(name, out result), result, name, site);

    [SupportedOSPlatform("windows")]
    public static bool TryOpenExisting(string name, NamedWaitHandleOptions options, [NotNullWhen(true)] out EventWaitHandle? result, long site) =>
        NamedHandles.Opened(EventWaitHandle.TryOpenExisting(name, options, out result), result, name, site);

    public static bool Set(EventWaitHandle self, long site)
    {
        if (Control.Current is not { } operation || self is null)
        {
            return self!.Set();
        }

        var scheduler = operation.Scheduler;
        scheduler.Point(operation, site);
        var resource = HandleWaiting.Changes(scheduler, self, site);
        var set = self.Set();
        scheduler.Record(EventKind.Signalled, operation.Id, resource.Id, 0, site);
        HandleWaiting.Signalled(scheduler, self);
        return set;
    }

    public static bool Reset(EventWaitHandle self, long site)
    {
        if (Control.Current is { } operation && self is not null)
        {
            operation.Scheduler.Point(operation, site);
            HandleWaiting.Changes(operation.Scheduler, self, site);
        }

        return self!.Reset();
    }
}
