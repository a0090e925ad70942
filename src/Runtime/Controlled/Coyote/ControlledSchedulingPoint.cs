using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <c>Microsoft.Coyote.Runtime.SchedulingPoint</c>, for tests that were written for Coyote. Called only under control.</summary>
public static class ControlledSchedulingPoint
{
    public static void Interleave(long site) => At.Point(0, site);

    public static void Yield(long site)
    {
        var operation = Control.Current!;
        operation.Scheduler.Yield(operation, site);
    }

    public static void Read(string state, IEqualityComparer<string>? comparer, long site) => At.Point(state, site);

    public static void Write(string state, IEqualityComparer<string>? comparer, long site) => At.Point(state, site);

    /// <summary>From here on the operation goes on alone until it blocks.</summary>
    public static void Suppress(long site)
    {
        var operation = Control.Current!;
        operation.Scheduler.Visit(operation, site);
        operation.AtomicDepth++;
    }

    public static void Resume(long site)
    {
        var operation = Control.Current!;
        operation.AtomicDepth = Math.Max(0, operation.AtomicDepth - 1);
        operation.Scheduler.Point(operation, site);
    }
}
