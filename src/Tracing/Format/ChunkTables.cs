using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>The strings, sites and stacks that a chunk's content refers to by number. In each table, 0 stands for none.</summary>
internal sealed class ChunkTables
{
    private readonly Dictionary<string, int> stringNumbers = [];
    private readonly (string? Text, int Number)[] recent = new (string?, int)[256]; // the same few objects come again and again
    private readonly Dictionary<long, int> siteNumbers = [];
    private readonly Dictionary<int, int> stackNumbers = [];
    private readonly ByteWriter strings = new();
    private readonly ByteWriter sites = new();
    private readonly ByteWriter stacks = new();

    /// <summary>Bytes so far.</summary>
    public int Length => strings.Length + sites.Length + stacks.Length;

    public int String(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        ref var slot = ref recent[(uint)RuntimeHelpers.GetHashCode(text) % (uint)recent.Length];
        if (!ReferenceEquals(slot.Text, text))
        {
            slot = (text, NumberOf(text));
        }

        return slot.Number;
    }

    /// <param name="id">The site's identifier.</param>
    /// <param name="resolve">Finds the site where the chunk does not have it yet.</param>
    public int Site(long id, Func<long, Site> resolve)
    {
        if (id == 0)
        {
            return 0;
        }

        if (!siteNumbers.TryGetValue(id, out var number))
        {
            siteNumbers.Add(id, number = siteNumbers.Count + 1);
            var site = resolve(id);
            sites.UInt32((uint)(id >> 32));
            sites.Unsigned((uint)id);
            sites.Count(String(site.Method));
            sites.Count(String(site.Member));
            sites.Count(String(site.File));
            sites.Count(site.Line);
        }

        return number;
    }

    /// <param name="stack">The stack's number within the trace; 0 for none.</param>
    /// <param name="frames">Its sites.</param>
    /// <param name="resolve">Finds a site where the chunk does not have it yet.</param>
    public int Stack(int stack, IReadOnlyList<long> frames, Func<long, Site> resolve)
    {
        if (!stackNumbers.TryGetValue(stack, out var number))
        {
            var numbers = frames.Select(f => Site(f, resolve)).ToList();
            stackNumbers.Add(stack, number = stackNumbers.Count + 1);
            stacks.Count(stack);
            stacks.Count(numbers.Count);
            numbers.ForEach(stacks.Count);
        }

        return number;
    }

    public void WriteTo(ByteWriter target)
    {
        Write(target, stringNumbers.Count, strings);
        Write(target, siteNumbers.Count, sites);
        Write(target, stackNumbers.Count, stacks);
    }

    public void Clear()
    {
        Array.Clear(recent);
        stringNumbers.Clear();
        siteNumbers.Clear();
        stackNumbers.Clear();
        strings.Clear();
        sites.Clear();
        stacks.Clear();
    }

    private int NumberOf(string text)
    {
        if (!stringNumbers.TryGetValue(text, out var number))
        {
            stringNumbers.Add(text, number = stringNumbers.Count + 1);
            strings.Text(text.Length <= TraceFormat.MaxTextLength ? text : $"{text.AsSpan(0, TraceFormat.MaxTextLength)}… ({text.Length - TraceFormat.MaxTextLength} characters cut)");
        }

        return number;
    }

    private static void Write(ByteWriter target, int count, ByteWriter content)
    {
        target.Count(count);
        target.Bytes(content.Written);
    }
}
