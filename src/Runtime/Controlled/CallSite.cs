using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Tells objects of ours that stand behind a BCL type where they are called from.</summary>
internal static class CallSite
{
    /// <summary>Notes the site for the call on <paramref name="target"/> that follows.</summary>
    public static T Of<T>(T target, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.CallSite = site;
        }

        return target;
    }
}
