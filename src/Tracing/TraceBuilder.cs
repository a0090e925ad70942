using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Tracing;

/// <summary>Makes a trace of what a controlled run recorded.</summary>
internal static class TraceBuilder
{
    /// <summary>What tests look at each trace with as it is made: one that cannot be is a bug wherever it turns up.</summary>
    public static Action<Trace>? Built { get; set; }

    public static Trace Build(Scheduler run, Recorder recorder, TraceHeader header)
    {
        var operations = run.Operations.Take(run.OperationsInTrace).Select(o => new OperationInfo(o.Id, NameOf(o), o.Kind, o.CreatorId, o.CreationSite)).ToList();
        var events = recorder.Events.ToArray();
        NameExceptions(events, run.Operations);
        var trace = new Trace(header, events, operations, Resources([.. run.Resources.All.Take(run.ResourcesInTrace)]))
        {
            Deadlock = run.Outcome is { End: RunEnd.Deadlock } outcome ? Deadlock(outcome) : null,
        };
        Built?.Invoke(trace);
        return trace;
    }

    // Here and not as they happen: most schedules' traces are never made.
    private static void NameExceptions(TraceEvent[] events, IEnumerable<Operation> operations)
    {
        var faulted = operations.Where(operation => operation.Task is { IsFaulted: true }).ToDictionary(operation => operation.Id, operation => operation.Task!);
        for (var i = 0; i < events.Length && faulted.Count > 0; i++)
        {
            if (events[i] is { Kind: EventKind.OperationEnded } end && faulted.Remove(end.Operation, out var task) && TaskObservation.Peek(task) is { } exception)
            {
                events[i] = end with { Text = ThrownText.Of(exception) };
            }
        }
    }

    private static string NameOf(Operation operation)
    {
        if (operation.Name.Length > 0)
        {
            return operation.Name;
        }

        var site = SiteTable.Resolve(operation.CreationSite);
        return operation.Kind switch
        {
            OperationKind.Async => site.Method,
            OperationKind.Thread => "Thread",
            _ => site == Site.Unknown ? operation.Kind.ToString() : site.Member,
        };
    }

    /// <summary>Who waits for whom at the end of a run.</summary>
    public static IReadOnlyList<DeadlockWait> Waits(RunOutcome outcome) =>
        [.. outcome.Blocked.Select(b => new DeadlockWait(b.Operation, b.Reason, b.Resource, b.Site, b.Holders, b.InCycle))];

    private static List<ResourceInfo> Resources(IReadOnlyList<Resource> resources)
    {
        var ordinals = new Dictionary<string, int>();
        var names = new Dictionary<Resource, string>();
        var named = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var resource in resources.Where(r => r.Shows is null))
        {
            if (named.TryGetValue(resource.Target, out var known))
            {
                names.Add(resource, known);
                continue;
            }

            var type = resource.Target switch
            {
                Operation operation => $"op{operation.Id}",
                TypeInitializer { Type: var initialized } => $"static {TypeNames.Of(initialized)}",
                var target => TypeNames.Of(target.GetType()),
            };
            var ordinal = ordinals[type] = ordinals.GetValueOrDefault(type) + 1;
            names.Add(resource, named[resource.Target] = type + "#" + ordinal.ToString(CultureInfo.InvariantCulture));
        }

        // An object that is locked and is something to wait for besides is two resources.
        foreach (var whole in names.Keys.GroupBy(r => r.Target, ReferenceEqualityComparer.Instance).Where(g => g.Count() > 1))
        {
            foreach (var monitor in whole.Where(r => r.Kind == ResourceKind.Monitor))
            {
                names[monitor] += "'s monitor";
            }
        }

        return [.. resources.Select(r => new ResourceInfo(r.Id, r.Kind, r.Shows is { } shown ? NameOfPart(names[shown], r) : names[r], r.Site))];
    }

    // A handle is known by the object that keeps it, as the program has it from there; the room in a collection is nothing that the program has.
    private static string NameOfPart(string whole, Resource part) => part.Target is WaitHandle ? $"{whole}'s handle" : whole;

    private static DeadlockInfo Deadlock(RunOutcome outcome) => new(Waits(outcome), outcome.Total);
}
