using System.Security.Cryptography;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="RandomNumberGenerator"/>: under control, numbers come from the schedule's own generator.</summary>
public static class ControlledRandomNumberGenerator
{
    public static RandomNumberGenerator Create(long site) =>
        Control.Current is null ? RandomNumberGenerator.Create() : new Seeded(ControlledRandom.New(site));

    public static void Fill(Span<byte> data, long site)
    {
        if (Control.Current is null)
        {
            RandomNumberGenerator.Fill(data);
        }
        else
        {
            ControlledRandom.get_Shared(site).NextBytes(data);
        }
    }

    public static byte[] GetBytes(int count, long site)
    {
        if (!Seeds(count))
        {
            return RandomNumberGenerator.GetBytes(count);
        }

        var bytes = new byte[count];
        Fill(bytes, site);
        return bytes;
    }

    public static int GetInt32(int toExclusive, long site) =>
        Seeds(toExclusive - 1) ? GetInt32(0, toExclusive, site) : RandomNumberGenerator.GetInt32(toExclusive);

    public static int GetInt32(int fromInclusive, int toExclusive, long site) =>
        Control.Current is not null && fromInclusive < toExclusive
            ? ControlledRandom.get_Shared(site).Next(fromInclusive, toExclusive)
            : RandomNumberGenerator.GetInt32(fromInclusive, toExclusive);

    public static void GetItems<T>(ReadOnlySpan<T> choices, Span<T> destination, long site)
    {
        if (Seeds(choices.Length - 1))
        {
            ControlledRandom.get_Shared(site).GetItems(choices, destination);
        }
        else
        {
            RandomNumberGenerator.GetItems(choices, destination);
        }
    }

    public static T[] GetItems<T>(ReadOnlySpan<T> choices, int length, long site) =>
        Seeds(Math.Min(choices.Length - 1, length)) ? ControlledRandom.get_Shared(site).GetItems(choices, length) : RandomNumberGenerator.GetItems(choices, length);

    public static string GetString(ReadOnlySpan<char> choices, int length, long site) =>
        Seeds(Math.Min(choices.Length - 1, length)) ? new string(GetItems(choices, length, site)) : RandomNumberGenerator.GetString(choices, length);

    public static void GetHexString(Span<char> destination, bool lowercase, long site)
    {
        if (Control.Current is null)
        {
            RandomNumberGenerator.GetHexString(destination, lowercase);
        }
        else
        {
            GetItems(HexDigits(lowercase), destination, site);
        }
    }

    public static string GetHexString(int stringLength, bool lowercase, long site) =>
        Seeds(stringLength) ? GetString(HexDigits(lowercase), stringLength, site) : RandomNumberGenerator.GetHexString(stringLength, lowercase);

    public static void Shuffle<T>(Span<T> values, long site)
    {
        if (Control.Current is null)
        {
            RandomNumberGenerator.Shuffle(values);
        }
        else
        {
            ControlledRandom.get_Shared(site).Shuffle(values);
        }
    }

    // What is negative the real call refuses.
    private static bool Seeds(int count) => Control.Current is not null && count >= 0;

    private static ReadOnlySpan<char> HexDigits(bool lowercase) => lowercase ? "0123456789abcdef" : "0123456789ABCDEF";

    private sealed class Seeded(Random random) : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data)
        {
            ArgumentNullException.ThrowIfNull(data);
            random.NextBytes(data);
        }

        public override void GetNonZeroBytes(byte[] data)
        {
            ArgumentNullException.ThrowIfNull(data);
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = (byte)random.Next(1, 256);
            }
        }
    }
}
