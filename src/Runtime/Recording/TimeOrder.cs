namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>
/// Puts what several threads recorded in order of time. What one thread recorded is in order already, but for a few that are a little late: so runs are merged, which
/// takes a fraction of what sorting does. What has the same time stays as it came.
/// </summary>
internal sealed class TimeOrder
{
    // Who is later than this many begins a run of its own.
    private const int Late = 16;

    private readonly List<int> runs = [0];
    private (long Time, int Index)[] entries = new (long, int)[1024];
    private (long Time, int Index)[] merged = [];
    private int count;

    public void Clear()
    {
        runs.Clear();
        runs.Add(0);
        count = 0;
    }

    /// <summary>What is added from here on was recorded by another thread.</summary>
    public void BeginRun() => runs.Add(count);

    /// <summary>Adds the time of the next one.</summary>
    public void Add(long time)
    {
        if (count == entries.Length)
        {
            Array.Resize(ref entries, count * 2);
        }

        var place = PlaceOf(time);
        entries.AsSpan(place, count - place).CopyTo(entries.AsSpan(place + 1));
        entries[place] = (time, count++);
    }

    /// <summary>Those that were added, by time, each with its number in the order in which they were added. Valid until something is added.</summary>
    public ReadOnlySpan<(long Time, int Index)> InOrder()
    {
        if (merged.Length < entries.Length)
        {
            merged = new (long, int)[entries.Length];
        }

        while (runs.Count > 1)
        {
            MergePairs();
            (entries, merged) = (merged, entries);
        }

        return entries.AsSpan(0, count);
    }

    private int PlaceOf(long time)
    {
        var place = count;
        while (place > runs[^1] && entries[place - 1].Time > time)
        {
            if (count - --place > Late)
            {
                BeginRun();
                return count;
            }
        }

        return place;
    }

    private void MergePairs()
    {
        var kept = 0;
        for (var i = 0; i < runs.Count; i += 2)
        {
            var (begin, middle, end) = (runs[i], BeginOf(i + 1), BeginOf(i + 2));
            Merge(entries.AsSpan(begin, middle - begin), entries.AsSpan(middle, end - middle), merged.AsSpan(begin));
            runs[kept++] = begin;
        }

        runs.RemoveRange(kept, runs.Count - kept);
    }

    private int BeginOf(int run) => run < runs.Count ? runs[run] : count;

    private static void Merge(ReadOnlySpan<(long Time, int Index)> earlier, ReadOnlySpan<(long Time, int Index)> later, Span<(long Time, int Index)> into)
    {
        var (i, j) = (0, 0);
        while (i < earlier.Length && j < later.Length)
        {
            into[i + j] = earlier[i].Time <= later[j].Time ? earlier[i++] : later[j++];
        }

        earlier[i..].CopyTo(into[(i + j)..]);
        later[j..].CopyTo(into[(i + j)..]);
    }
}
