using System.Security.Cryptography;
using System.Text;

namespace ConcurrencyTrace.Tracing.Places;

/// <summary>Names files after tests: readable, and valid on every file system.</summary>
internal static class TestFileName
{
    private const int Longest = 120; // bytes: leaves room for the folder within Windows' 260 characters, and for the hash within Linux's 255 bytes

    // Devices to Windows, whatever comes after the first point.
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. "0123456789".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The identity as a file name; where it could not be kept as it is, with a hash of it at the end.</summary>
    public static string Of(string identity)
    {
        var readable = Readable(identity);
        return readable == identity && Encoding.UTF8.GetByteCount(readable) <= Longest && !IsDevice(readable) ? readable : WithHash(identity);
    }

    /// <summary>The file name with a hash of the identity at its end, whether that is needed to tell it from others or not.</summary>
    public static string WithHash(string identity)
    {
        var readable = Readable(identity);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..8];
        var name = $"{Start(readable).Trim('.', '_')}.{hash}";
        return IsDevice(name) ? $"test-{name}" : name;
    }

    /// <summary>The same for a file that lies beside the test, where the namespace says nothing: <c>Class.Method</c>.</summary>
    public static string Beside(string identity)
    {
        var end = identity.IndexOf('(', StringComparison.Ordinal) is >= 0 and var arguments ? arguments : identity.Length;
        var method = identity.LastIndexOf('.', end - 1);
        var type = method > 0 ? identity.LastIndexOf('.', method - 1) : -1;
        return Of(identity[(type + 1)..]);
    }

    private static string Start(string name)
    {
        var length = Math.Min(name.Length, Longest);
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > Longest)
        {
            length--;
        }

        return name[..length];
    }

    private static bool IsDevice(string name) => Devices.Contains(name.Split('.')[0]);

    private static string Readable(string identity)
    {
        var name = new StringBuilder(identity.Length);
        foreach (var c in identity)
        {
            var safe = char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+';
            if (safe)
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] is not ('.' or '_'))
            {
                name.Append(c == '(' ? '.' : '_');
            }
        }

        return name.ToString().Trim('.', '_');
    }
}
