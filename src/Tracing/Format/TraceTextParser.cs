using System.Globalization;
using System.Text;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Reads the text twin of a trace.</summary>
/// <param name="text">The whole text.</param>
/// <param name="file">The name that errors give.</param>
internal sealed class TraceTextParser(string text, string file)
{
    private readonly string[] lines = text.TrimEnd().Split('\n');
    private readonly TraceProperties properties = new();
    private readonly List<Site> sites = [];
    private readonly List<IReadOnlyList<long>> stacks = [];
    private readonly List<OperationInfo> operations = [];
    private readonly List<ResourceInfo> resources = [];
    private int at;

    public Trace Parse()
    {
        CheckVersion();
        var announced = -1;
        for (at = 1; announced < 0; at++)
        {
            var line = Line();
            announced = line.StartsWith("events: ", StringComparison.Ordinal) ? Events(line) : Table(line);
        }

        var events = new List<TraceEvent>();
        for (; events.Count < announced; at++)
        {
            events.Add(Event(Line()));
        }

        if (at < lines.Length)
        {
            throw Bad("the end of the text");
        }

        return new Trace(properties.Header, events, operations, resources)
        {
            Sites = sites.GroupBy(s => s.Id).ToDictionary(s => s.Key, s => s.First()),
            Stacks = stacks,
            Deadlock = properties.Deadlock,
        };
    }

    private void CheckVersion()
    {
        var words = lines[0].TrimEnd('\r').Split(' ');
        if (words.Length != 2 || words[0] != TraceText.Magic || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw TraceErrors.NotATrace(file);
        }

        if (version > TraceText.CurrentVersion)
        {
            throw TraceErrors.Newer(file, words[1]);
        }
    }

    private string Line() => at < lines.Length ? lines[at].TrimEnd('\r') : throw TraceErrors.BadLine(file, at, lines[^1].TrimEnd('\r'), "more lines after it");

    private int Events(string line) =>
        int.TryParse(line.AsSpan("events: ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw Bad("the number of events");

    /// <summary>Reads a line of a table, or a property and the lines that go on with it.</summary>
    /// <returns>-1: the events are still to come.</returns>
    private int Table(string line)
    {
        var fields = new LineFields(line);
        var read = fields.Word() switch
        {
            "site" => Site(fields),
            "stack" => Stack(fields),
            "operation" => Operation(fields),
            "resource" => Resource(fields),
            _ => Property(line),
        };
        return read ? -1 : throw Bad("a site, stack, operation, resource or property \"name: value\"");
    }

    private bool Property(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1)
        {
            return false;
        }

        var value = new StringBuilder(Quoting.UnescapeLine(line[Math.Min(line.Length, colon + 2)..]));
        for (; at + 1 < lines.Length && lines[at + 1].StartsWith(Quoting.Continuation, StringComparison.Ordinal); at++)
        {
            value.Append('\n').Append(Quoting.UnescapeLine(lines[at + 1].TrimEnd('\r')[Quoting.Continuation.Length..]));
        }

        try
        {
            properties.Add(line[..colon], value.ToString());
            return true;
        }
        catch (FormatException e)
        {
            throw Bad(e.Message);
        }
    }

    private bool Site(LineFields fields)
    {
        if (fields.Number() != sites.Count + 1
            || fields.Hexadecimal() is not { } id
            || fields.Text() is not { } method
            || fields.Text() is not { } member
            || fields.Text() is not { } source
            || fields.Number() is not { } line)
        {
            return false;
        }

        sites.Add(new Site(id, method, member, source.Length == 0 ? null : source, line));
        return fields.AtEnd;
    }

    private bool Stack(LineFields fields)
    {
        var frames = new List<long>();
        var expected = fields.Number() == stacks.Count + 1;
        while (!fields.AtEnd)
        {
            frames.Add(SiteId(fields.Number()));
        }

        stacks.Add(frames);
        return expected;
    }

    private bool Operation(LineFields fields)
    {
        if (fields.Number() is not { } id
            || !Enum.TryParse<OperationKind>(fields.Word(), out var kind)
            || !fields.Is("created-by")
            || fields.Number() is not { } creator
            || !fields.Is("at")
            || fields.Number() is not { } site
            || fields.Text() is not { } name)
        {
            return false;
        }

        operations.Add(new OperationInfo(id, name, kind, creator, SiteId(site)));
        return fields.AtEnd;
    }

    private bool Resource(LineFields fields)
    {
        if (fields.Number() is not { } id
            || !Enum.TryParse<ResourceKind>(fields.Word(), out var kind)
            || !fields.Is("at")
            || fields.Number() is not { } site
            || fields.Text() is not { } name)
        {
            return false;
        }

        resources.Add(new ResourceInfo(id, kind, name, SiteId(site)));
        return fields.AtEnd;
    }

    private TraceEvent Event(string line)
    {
        var e = EventLine.Read(line) ?? throw Bad(EventLine.Expected);
        return e.Stack >= 0 && e.Stack <= stacks.Count
            ? e with { Site = SiteId((int)e.Site) }
            : throw Bad($"a stack from 1 to {stacks.Count}");
    }

    private long SiteId(int? number) =>
        number == 0 ? 0 : number > 0 && number <= sites.Count ? sites[number.Value - 1].Id : throw Bad($"a site from 0 to {sites.Count}");

    private TraceFormatException Bad(string expected) =>
        TraceErrors.BadLine(file, at + 1, at < lines.Length ? lines[at].TrimEnd('\r') : "", expected);
}
