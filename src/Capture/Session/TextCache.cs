using System.Text;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>The same few texts come again and again.</summary>
internal sealed class TextCache
{
    private readonly string[] slots = new string[1024];

    /// <summary>The text; null where it is empty.</summary>
    public string? Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref slots[(uint)hash.ToHashCode() % (uint)slots.Length];
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }
}
