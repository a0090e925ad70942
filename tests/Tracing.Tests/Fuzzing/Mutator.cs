namespace ConcurrencyTrace.Tracing.Tests.Fuzzing;

/// <summary>Changes bytes at random, the same way for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Interesting = [[0], [0xFF], [0x7F], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 1], "\n"u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(), " "u8.ToArray(), "-"u8.ToArray(), "99999999999"u8.ToArray()];

    private readonly Random random = new(seed);

    /// <summary>Up to eight changes of <paramref name="original"/>.</summary>
    public byte[] Mutate(byte[] original)
    {
        var bytes = original.ToList();
        for (var left = random.Next(1, 9); left > 0 && bytes.Count > 0; left--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1));
                    bytes.InsertRange(at, Interesting[random.Next(Interesting.Length)]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
