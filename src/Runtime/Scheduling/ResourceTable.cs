using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The resources of a run, numbered in the order of first use, which is the same in every replay.</summary>
internal sealed class ResourceTable(Scheduler scheduler)
{
    private readonly Dictionary<object, Resource> byTarget = new(ReferenceEqualityComparer.Instance);

    // Every object has a monitor, whatever it is: a semaphore that is locked is two resources.
    private readonly Dictionary<object, Resource> monitors = new(ReferenceEqualityComparer.Instance);
    private readonly List<Resource> all = [];
    private readonly List<Resource> waitedFor = [];

    public IReadOnlyList<Resource> All => all;

    // Nothing stands beside no object: its members are the original's, which throw.
    public Resource? Find(object? target) => target is null ? null : byTarget.GetValueOrDefault(target);

    public Resource? Find(object target, ResourceKind kind) => TableOf(kind).GetValueOrDefault(target);

    public Resource Get(object target, ResourceKind kind, long site)
    {
        var table = TableOf(kind);
        if (!table.TryGetValue(target, out var resource))
        {
            resource = new Resource(all.Count + 1, kind, target, site, this);
            lock (table)
            {
                table.Add(target, resource);
            }

            all.Add(resource);
            scheduler.Record(EventKind.ResourceCreated, scheduler.Running?.Id ?? 0, resource.Id, (long)kind, site);
        }

        return resource;
    }

    /// <summary>Whether the run has used the object of another run's resource. May be asked on any thread.</summary>
    public bool Knows(Resource other)
    {
        var table = TableOf(other.Kind);
        lock (table)
        {
            return table.ContainsKey(other.Target);
        }
    }

    /// <summary>An operation begins to wait for a resource that none waited for.</summary>
    public void BeginsToBeAwaited(Resource resource)
    {
        if (!resource.IsListed)
        {
            resource.IsListed = true;
            waitedFor.Add(resource);
        }
    }

    /// <summary>Those that operations wait for, as it is now: it may change while they are looked at.</summary>
    public IReadOnlyList<Resource> WaitedFor()
    {
        waitedFor.RemoveAll(static resource => !(resource.IsListed = resource.Waiters.Count > 0 || resource.IsAwaited?.Invoke() == true));
        return waitedFor.Count == 0 ? [] : [.. waitedFor];
    }

    private Dictionary<object, Resource> TableOf(ResourceKind kind) => kind == ResourceKind.Monitor ? monitors : byTarget;
}
