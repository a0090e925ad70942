using System.Text;

namespace ConcurrencyTrace.Exploration.Strategies;

/// <summary>A seeded generator whose numbers are the same on every platform and .NET version (SplitMix64: Steele, Lea, Flood, <i>Fast Splittable Pseudorandom Number Generators</i>, OOPSLA 2014).</summary>
internal struct Randomness(ulong seed)
{
    private ulong state = seed;

    /// <summary>A generator for one schedule of an exploration.</summary>
    public static Randomness ForSchedule(ulong seed, int schedule)
    {
        var mixer = new Randomness(seed ^ ((ulong)schedule * 0xD1342543DE82EF95));
        return new Randomness(mixer.NextBits());
    }

    /// <summary>A seed from a test's name (FNV-1a), so that the same commit gives the same result.</summary>
    public static ulong SeedOf(string testIdentity)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(testIdentity))
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }

    public ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>A number from 0 to below 1.</summary>
    public double NextFraction() => (NextBits() >> 11) * (1.0 / (1UL << 53));
}
