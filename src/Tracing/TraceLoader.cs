using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Format;

namespace ConcurrencyTrace.Tracing;

/// <summary>Reads traces as a whole.</summary>
internal static class TraceLoader
{
    public static Trace Load(string path)
    {
        if (IsText(path))
        {
            return TraceText.Parse(File.ReadAllText(path), path);
        }

        using var reader = TraceReader.Open(path);
        try
        {
            return Load(reader);
        }
        catch (IOException e)
        {
            throw TraceErrors.Unreadable(path, e);
        }
    }

    public static Trace Load(TraceReader reader)
    {
        var (events, operations, resources) = (new List<TraceEvent>(), new List<OperationInfo>(), new List<ResourceInfo>());
        var (sites, stacks) = (new Dictionary<long, Site>(), new SortedDictionary<int, IReadOnlyList<long>>());
        while (reader.Read() is { } chunk)
        {
            operations.AddRange(chunk.Operations);
            resources.AddRange(chunk.Resources);
            foreach (var site in chunk.Sites)
            {
                sites[site.Id] = site;
            }

            foreach (var stack in chunk.Stacks)
            {
                stacks[stack.Number] = stack.Frames;
            }

            events.AddRange(chunk.Events.Span);
        }

        if (reader.Warning is { } warning)
        {
            events.Add(new TraceEvent(events.Count == 0 ? 0 : events[^1].Time, EventKind.EventsLost, 0, 0, 0, 0, warning));
        }

        return new Trace(reader.Header, events, operations, resources)
        {
            Sites = sites,
            Stacks = Renumbered(stacks, CollectionsMarshal.AsSpan(events)),
            Deadlock = reader.Deadlock,
        };
    }

    // A chunk has only the stacks that it refers to; what no event refers to has no place in the trace's list.
    private static List<IReadOnlyList<long>> Renumbered(SortedDictionary<int, IReadOnlyList<long>> stacks, Span<TraceEvent> events)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var stack in stacks.Keys)
        {
            numbers.Add(stack, numbers.Count + 1);
        }

        if (numbers.Any(n => n.Key != n.Value))
        {
            foreach (ref var e in events)
            {
                e = e.Stack == 0 ? e : e with { Stack = numbers[e.Stack] };
            }
        }

        return [.. stacks.Values];
    }

    private static bool IsText(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> start = stackalloc byte[TraceText.Magic.Length];
            var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return read == start.Length && !start.StartsWith(TraceFormat.Magic) && System.Text.Encoding.ASCII.GetString(start) == TraceText.Magic;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw TraceErrors.Unreadable(path, e);
        }
    }
}
