using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>Makes the content of one chunk after another. Nothing of a chunk refers to another, but for the numbers of operations and resources.</summary>
/// <param name="resolve">Finds sites.</param>
internal sealed class ChunkEncoder(Func<long, Site> resolve)
{
    // A detail below this is a count or one of an enumeration's values, which events have in common.
    private const int CommonDetails = 64;

    private readonly ChunkTables tables = new();
    private readonly Dictionary<EventTemplate, int> templateNumbers = [];
    private readonly (bool IsUsed, EventTemplate Template, int Number)[] recent = new (bool, EventTemplate, int)[256]; // the same few come again and again
    private readonly ByteWriter properties = new();
    private readonly ByteWriter operations = new();
    private readonly ByteWriter resources = new();
    private readonly ByteWriter templates = new();
    private readonly ByteWriter events = new();
    private readonly ByteWriter content = new();
    private (int Properties, int Operations, int Resources) counts;
    private long lastTime;
    private int lastOperation;

    public int Events { get; private set; }

    /// <summary>Bytes so far, before compression.</summary>
    public int Length => tables.Length + properties.Length + operations.Length + resources.Length + templates.Length + events.Length;

    public void Add(string propertyName, string value)
    {
        counts.Properties++;
        properties.Count(tables.String(propertyName));
        properties.Count(tables.String(value));
    }

    /// <summary>A property's value names a site by its identifier.</summary>
    public void AddSite(long site) => tables.Site(site, resolve);

    public void Add(OperationInfo operation)
    {
        counts.Operations++;
        operations.Count(operation.Id);
        operations.Byte((byte)operation.Kind);
        operations.Count(operation.Creator);
        operations.Count(tables.String(operation.Name));
        operations.Count(tables.Site(operation.CreationSite, resolve));
    }

    public void Add(ResourceInfo resource)
    {
        counts.Resources++;
        resources.Count(resource.Id);
        resources.Byte((byte)resource.Kind);
        resources.Count(tables.String(resource.Name));
        resources.Count(tables.Site(resource.Site, resolve));
    }

    /// <param name="added">The event.</param>
    /// <param name="stack">The sites of its stack; null where it has none.</param>
    public void Add(in TraceEvent added, IReadOnlyList<long>? stack)
    {
        var own = added.Detail is < 0 or >= CommonDetails;
        var fields = (added.Time == lastTime ? 0 : EventFields.Time)
            | (added.Operation == lastOperation ? 0 : EventFields.Operation)
            | (added.Subject == 0 ? 0 : EventFields.Subject)
            | (own ? EventFields.Detail : 0)
            | (added.Text is null ? 0 : EventFields.Text)
            | (stack is null ? 0 : EventFields.Stack);
        events.Count(Template(new EventTemplate(added.Kind, fields, added.Site, own ? 0 : added.Detail)));
        if ((fields & EventFields.Time) != 0)
        {
            events.Signed(added.Time - lastTime);
        }

        if ((fields & EventFields.Operation) != 0)
        {
            events.Signed((long)added.Operation - lastOperation);
        }

        if ((fields & EventFields.Subject) != 0)
        {
            events.Unsigned((uint)added.Subject);
        }

        if (own)
        {
            events.Signed(added.Detail);
        }

        if (added.Text is not null)
        {
            events.Count(tables.String(added.Text));
        }

        if (stack is not null)
        {
            events.Count(tables.Stack(added.Stack, stack, resolve));
        }

        (lastTime, lastOperation) = (added.Time, added.Operation);
        Events++;
    }

    /// <summary>The whole content; valid until something is added.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        content.Clear();
        tables.WriteTo(content);
        Write(counts.Properties, properties);
        Write(counts.Operations, operations);
        Write(counts.Resources, resources);
        Write(templateNumbers.Count, templates);
        Write(Events, events);
        return content.Written;
    }

    /// <summary>Begins the next chunk.</summary>
    public void Clear()
    {
        tables.Clear();
        templateNumbers.Clear();
        Array.Clear(recent);
        foreach (var part in (ReadOnlySpan<ByteWriter>)[properties, operations, resources, templates, events])
        {
            part.Clear();
        }

        counts = default;
        (lastTime, lastOperation, Events) = (0, 0, 0);
    }

    private int Template(in EventTemplate template)
    {
        var hash = (template.Site * 31) + (template.Site >> 32) + ((long)template.Kind << 3) + (long)template.Fields + template.Detail;
        ref var slot = ref recent[hash & (recent.Length - 1)];
        if (!slot.IsUsed || slot.Template != template)
        {
            slot = (true, template, NumberOf(template));
        }

        return slot.Number;
    }

    private int NumberOf(in EventTemplate template)
    {
        if (!templateNumbers.TryGetValue(template, out var number))
        {
            templateNumbers.Add(template, number = templateNumbers.Count);
            templates.Byte((byte)template.Kind);
            templates.Byte((byte)template.Fields);
            templates.Count(tables.Site(template.Site, resolve));
            templates.Signed(template.Detail);
        }

        return number;
    }

    private void Write(int count, ByteWriter part)
    {
        content.Count(count);
        content.Bytes(part.Written);
    }
}
