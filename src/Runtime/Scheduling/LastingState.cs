namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// What the first schedule wrote, and later schedules share and never write: it outlives its schedule, as a static field that is set on its first use does, and what goes
/// wrong on that use can show in one schedule only.
/// </summary>
internal sealed class LastingState
{
    private readonly Dictionary<Location, Write> writes = [];
    private int schedule;

    /// <summary>Whether there is anything to take note of: little that is written outlives a schedule.</summary>
    public bool IsOpen => schedule == 1 || writes.Count > 0;

    /// <summary>The sites of the writes.</summary>
    public IEnumerable<long> Sites => writes.Values.Where(write => write.IsShared).Select(write => write.Site).Distinct();

    public void BeginSchedule()
    {
        schedule++;
        if (schedule == 3)
        {
            // What the second did not see again ended with the first.
            foreach (var (location, _) in writes.Where(write => !write.Value.IsReadLater).ToList())
            {
                writes.Remove(location);
            }
        }
    }

    /// <summary>Takes note of a write.</summary>
    public void Written(Location location, long site)
    {
        if (schedule > 1)
        {
            writes.Remove(location);
        }
        else if (site != SharedMemory.NoSite)
        {
            writes[location] = new Write(site, IsReadLater: false, IsShared: false);
        }
    }

    /// <summary>Takes note of a read.</summary>
    /// <param name="location">Where.</param>
    /// <param name="isShared">Whether another operation that may run at the same time reads it, too.</param>
    public void Read(Location location, bool isShared)
    {
        if (schedule > 1 && writes.TryGetValue(location, out var write))
        {
            writes[location] = write with { IsReadLater = true, IsShared = write.IsShared || isShared };
        }
    }

    private readonly record struct Write(long Site, bool IsReadLater, bool IsShared);
}
