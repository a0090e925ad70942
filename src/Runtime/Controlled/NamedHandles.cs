using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Handles with a name are the operating system's, and other processes may hold or signal them: reported.</summary>
internal static class NamedHandles
{
    /// <summary>Reports a handle that has a name.</summary>
    public static T Report<T>(T handle, string? name, long site)
        where T : WaitHandle
    {
        if (!string.IsNullOrEmpty(name) && Control.Current is { } operation)
        {
            var what = $"{handle.GetType().Name} \"{name}\", which other processes share,";
            operation.Scheduler.Escapes(operation, what, site);
        }

        return handle;
    }

    /// <summary>Reports a handle that was found by its name.</summary>
    public static bool Opened<T>(bool found, T? handle, string name, long site)
        where T : WaitHandle
    {
        if (found)
        {
            Report(handle!, name, site);
        }

        return found;
    }
}
