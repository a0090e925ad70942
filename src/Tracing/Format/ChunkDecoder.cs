using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Reads the content of one chunk after another. Memory is reused: what it read is valid until it reads again.</summary>
internal sealed class ChunkDecoder
{
    private readonly List<string> strings = [];
    private readonly List<Site> sites = [];
    private readonly List<TraceStack> stacks = [];
    private EventTemplate[] templates = [];
    private TraceEvent[] events = [];

    /// <exception cref="InvalidDataException">The content is not what the format says.</exception>
    public TraceChunk Read(ReadOnlySpan<byte> content, TraceProperties properties)
    {
        var reader = new ByteReader(content);
        ReadTables(ref reader);
        ReadProperties(ref reader, properties);
        var operations = new OperationInfo[reader.Count()];
        for (var i = 0; i < operations.Length; i++)
        {
            var (id, kind, creator) = (Number(ref reader), (OperationKind)reader.Byte(), Number(ref reader));
            operations[i] = new OperationInfo(id, String(ref reader) ?? "", kind, creator, SiteId(ref reader));
        }

        var resources = new ResourceInfo[reader.Count()];
        for (var i = 0; i < resources.Length; i++)
        {
            resources[i] = new ResourceInfo(Number(ref reader), (ResourceKind)reader.Byte(), String(ref reader) ?? "", SiteId(ref reader));
        }

        ReadTemplates(ref reader);
        var count = ReadEvents(ref reader);
        return new TraceChunk(operations, resources, [.. sites], [.. stacks], events.AsMemory(0, count));
    }

    private void ReadTables(ref ByteReader reader)
    {
        strings.Clear();
        for (var left = reader.Count(); left > 0; left--)
        {
            strings.Add(reader.Text());
        }

        sites.Clear();
        for (var left = reader.Count(); left > 0; left--)
        {
            var id = ((long)reader.UInt32() << 32) | (uint)reader.Unsigned();
            sites.Add(new Site(id, String(ref reader) ?? "?", String(ref reader) ?? "?", String(ref reader), Number(ref reader)));
        }

        stacks.Clear();
        for (var left = reader.Count(); left > 0; left--)
        {
            var number = Number(ref reader);
            var frames = new long[reader.Count()];
            for (var i = 0; i < frames.Length; i++)
            {
                frames[i] = SiteId(ref reader);
            }

            stacks.Add(new TraceStack(number, frames));
        }
    }

    private void ReadProperties(ref ByteReader reader, TraceProperties properties)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var (name, value) = (String(ref reader) ?? "", String(ref reader) ?? "");
            try
            {
                properties.Add(name, value);
            }
            catch (FormatException e)
            {
                throw reader.Damaged($"property \"{name}\" is \"{value}\", expected {e.Message}");
            }
        }
    }

    private void ReadTemplates(ref ByteReader reader)
    {
        templates = new EventTemplate[reader.Count()];
        for (var i = 0; i < templates.Length; i++)
        {
            var (kind, fields) = ((EventKind)reader.Byte(), (EventFields)reader.Byte());
            templates[i] = new EventTemplate(kind, fields, SiteId(ref reader), reader.Signed());
        }
    }

    private int ReadEvents(ref ByteReader reader)
    {
        var count = reader.Count();
        if (count > TraceFormat.MaxChunkEvents)
        {
            throw reader.Damaged($"{count} events where a chunk has at most {TraceFormat.MaxChunkEvents}");
        }

        if (events.Length < count)
        {
            events = new TraceEvent[count];
        }

        var (time, operation) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            ref readonly var template = ref templates[reader.Index(templates.Length)];
            var (fields, subject, detail) = (template.Fields, 0, template.Detail);
            if ((fields & EventFields.Time) != 0)
            {
                time += reader.Signed();
            }

            if ((fields & EventFields.Operation) != 0)
            {
                operation += reader.Signed();
            }

            if ((fields & EventFields.Subject) != 0)
            {
                subject = (int)(uint)reader.Unsigned();
            }

            if ((fields & EventFields.Detail) != 0)
            {
                detail = reader.Signed();
            }

            var text = (fields & EventFields.Text) != 0 ? String(ref reader) : null;
            var stack = (fields & EventFields.Stack) != 0 && reader.Index(stacks.Count + 1) is var s and > 0 ? stacks[s - 1].Number : 0;
            events[i] = new TraceEvent(time, template.Kind, (int)operation, subject, detail, template.Site, text, stack);
        }

        return count;
    }

    private static int Number(ref ByteReader reader) => reader.Index(int.MaxValue);

    private string? String(ref ByteReader reader) => reader.Index(strings.Count + 1) is var number and > 0 ? strings[number - 1] : null;

    private long SiteId(ref ByteReader reader) => reader.Index(sites.Count + 1) is var number and > 0 ? sites[number - 1].Id : 0;
}
