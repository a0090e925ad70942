using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Validation;

/// <summary>A resource is created once, before it is used; what only one can hold is held by one; who gives back has taken.</summary>
/// <param name="trace">The trace.</param>
/// <param name="report">Takes a problem of the event that is being checked.</param>
internal sealed class ResourceRules(Trace trace, Action<string> report)
{
    private readonly HashSet<int> created = [];
    private readonly Dictionary<int, (int Operation, int Depth)> holders = [];
    private readonly Dictionary<int, int> hosts = []; // by the operation that runs inline on their stack
    private int unblocked;

    /// <summary>Whether the resource that the event refers to exists.</summary>
    public bool Knows(in TraceEvent e)
    {
        var known = !RefersToResource(e.Kind) || e.Subject == 0 || trace.ResourceWith(e.Subject) is not null;
        if (!known)
        {
            report($"{e.Kind} refers to a resource that the trace does not have: {e.Subject}");
        }

        return known;
    }

    public void Check(in TraceEvent e)
    {
        FollowInline(e);
        if (!RefersToResource(e.Kind) || trace.ResourceWith(e.Subject) is not { } resource)
        {
            return;
        }

        if (e.Kind == EventKind.ResourceCreated)
        {
            _ = created.Add(e.Subject) ? 0 : Report($"resource {e.Subject} is created a second time");
            _ = (long)resource.Kind == e.Detail ? 0 : Report($"resource {e.Subject} is created as {(ResourceKind)e.Detail}, and the table says {resource.Kind}");
        }
        else if (!created.Contains(e.Subject))
        {
            report($"resource {e.Subject} is used before it is created");
        }

        // Not a spin lock: a value that moves, it has a number only while it is waited for, and may have been taken before.
        if (resource.Kind is ResourceKind.Monitor or ResourceKind.Lock or ResourceKind.Mutex)
        {
            CheckHolder(e, resource);
        }
    }

    private static bool RefersToResource(EventKind kind) => kind is EventKind.Blocked or (>= EventKind.ResourceCreated and <= EventKind.Fired);

    private void CheckHolder(in TraceEvent e, ResourceInfo resource)
    {
        var (holder, depth) = holders.GetValueOrDefault(e.Subject);
        switch (e.Kind)
        {
            case EventKind.Acquired when holder != 0 && !IsOnThreadOf(holder, e.Operation):
                report($"op {e.Operation} takes {resource.Name}, which op {holder} holds");
                break;
            case EventKind.Acquired:
                holders[e.Subject] = (holder == 0 ? e.Operation : holder, depth + 1);
                break;
            case EventKind.Released when !IsOnThreadOf(holder, e.Operation):
                report($"op {e.Operation} gives {resource.Name} back, which {(holder == 0 ? "nobody" : $"op {holder}")} holds");
                break;
            case EventKind.Released:
                holders[e.Subject] = depth == 1 ? default : (holder, depth - 1);
                break;
        }
    }

    /// <summary>What is unblocked by a completion runs on the stack of whoever completes, which is blocked meanwhile.</summary>
    private void FollowInline(in TraceEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Unblocked:
                unblocked = e.Subject;
                break;
            case EventKind.Blocked when e.Detail == (long)BlockReason.InlineContinuation:
                hosts[unblocked] = e.Operation;
                break;
            case EventKind.Resumed:
                var host = e.Operation;
                hosts.Where(h => h.Value == host).ToList().ForEach(h => hosts.Remove(h.Key));
                break;
        }
    }

    // Locks belong to threads.
    private bool IsOnThreadOf(int holder, int operation) =>
        operation == holder || (hosts.TryGetValue(operation, out var host) && IsOnThreadOf(holder, host));

    private int Report(string text)
    {
        report(text);
        return 0;
    }
}
