using System.Globalization;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <c>Microsoft.Coyote.Specifications.Specification</c>: a failed assertion fails the schedule as one. Called only under control.</summary>
public static class ControlledSpecification
{
    public static void Assert(bool predicate, string s, object? arg0, long site) => Assert(predicate, s, [arg0], site);

    public static void Assert(bool predicate, string s, object? arg0, object? arg1, long site) => Assert(predicate, s, [arg0, arg1], site);

    public static void Assert(bool predicate, string s, object? arg0, object? arg1, object? arg2, long site) => Assert(predicate, s, [arg0, arg1, arg2], site);

    public static void Assert(bool predicate, string s, object?[] args, long site)
    {
        if (!predicate)
        {
            throw new SpecificationAssertionException(args is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, s, args) : s);
        }
    }

    /// <summary>The task must have completed successfully when the schedule is over.</summary>
    public static void IsEventuallyCompletedSuccessfully(Task task, long site)
    {
        var operation = Control.Current!;
        operation.Scheduler.Visit(operation, site);
        operation.Scheduler.Expected.Add((task, operation, site));
    }
}
