using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of <c>Microsoft.Coyote.Runtime.Operation</c>, by which programs tell Coyote of threads of their own. Here those threads are operations anyway, so the
/// numbers only say who has ended. Called only under control.
/// </summary>
public static class ControlledUserOperations
{
    private static readonly ConditionalWeakTable<Scheduler, Numbers> All = [];

    public static ulong? GetNextId(long site) => CreateNext(site);

    public static ulong? CreateNext(long site) => ++Of(Control.Current!).Last;

    public static void Start(ulong operationId, long site) => At.Point(operationId, site);

    public static void OnStarted(ulong operationId, long site)
    {
        var operation = At.Point(Control.Current!, site);
        Of(operation).Running[operation] = operationId;
    }

    public static void OnCompleted(long site)
    {
        var operation = At.Point(Control.Current!, site);
        if (Of(operation).Running.Remove(operation, out var number))
        {
            Of(operation).Completed.Add(number);
        }
    }

    public static void ScheduleNext(long site) => At.Point(0, site);

    public static void PauseUntil(Func<bool> condition, long site)
    {
        var operation = At.Point(Control.Current!, site);
        while (!condition())
        {
            operation.Scheduler.Yield(operation, site);
        }
    }

    public static void PauseUntilCompleted(ulong operationId, long site)
    {
        var completed = Of(Control.Current!).Completed;
        PauseUntil(() => completed.Contains(operationId), site);
    }

    private static Numbers Of(Operation operation) => All.GetOrCreateValue(operation.Scheduler);

    private sealed class Numbers
    {
        public ulong Last { get; set; }

        public Dictionary<Operation, ulong> Running { get; } = [];

        public HashSet<ulong> Completed { get; } = [];
    }
}
