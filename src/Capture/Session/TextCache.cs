using System.Text;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>The same few texts come again and again.</summary>
internal sealed class TextCache
{
    private readonly Entry?[] entries = new Entry?[1024];

    /// <summary>The text of what is said of an event; null where it is empty.</summary>
    /// <param name="form">Of whose payload the bytes are; 0 where they are the text.</param>
    /// <param name="said">The bytes.</param>
    public string? Of(int form, ReadOnlySpan<byte> said)
    {
        if (form == 0 && said.IsEmpty)
        {
            return null;
        }

        var hash = new HashCode();
        hash.Add(form);
        hash.AddBytes(said);
        ref var entry = ref entries[(uint)hash.ToHashCode() % (uint)entries.Length];
        if (entry is null || entry.Form != form || !said.SequenceEqual(entry.Said))
        {
            entry = new Entry(form, said.ToArray(), form == 0 ? Encoding.UTF8.GetString(said) : NetworkEvent.Numbered(form).Read(said));
        }

        return entry.Text;
    }

    private sealed record Entry(int Form, byte[] Said, string Text);
}
