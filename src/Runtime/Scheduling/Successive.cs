using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>What was made under control belongs to one run at a time; in a static field it outlives the run that made it, and the next that uses it takes it over.</summary>
internal static class Successive
{
    /// <summary>Whether the user's run is another than the one it belonged to, from which it takes over.</summary>
    /// <param name="owner">The run that used it last.</param>
    /// <param name="user">Who is about to use it; null outside of control.</param>
    /// <param name="used">What it is.</param>
    /// <param name="kind">Its kind, as a resource.</param>
    /// <param name="site">Where it was made.</param>
    /// <exception cref="InvalidOperationException">The run that used it last goes on beside the user's.</exception>
    public static bool TakesOver(Scheduler owner, Operation? user, object used, ResourceKind kind, long site)
    {
        if (user is null || user.Scheduler == owner)
        {
            return false;
        }

        if (!owner.IsOver)
        {
            // Known to both, so that it is seen who disturbed whom.
            user.Scheduler.Resources.Get(used, kind, site);
            throw new InvalidOperationException(
                $"Another test that runs at the same time uses the object made at {SiteTable.Resolve(site)}, too. Run the two one after the other, or give each an object of its own.");
        }

        return true;
    }
}
