using System.Numerics;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Several hash codes made into one, the same in every process: <see cref="HashCode"/> begins with a random number (the rounds of xxHash32).</summary>
internal struct HashCombination
{
    private uint hash;
    private uint count;

    /// <summary>The code of what was added so far.</summary>
    public readonly int Code
    {
        get
        {
            var code = hash + count;
            code = (code ^ (code >> 15)) * 2246822519;
            code = (code ^ (code >> 13)) * 3266489917;
            return (int)(code ^ (code >> 16));
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(int code)
    {
        hash = BitOperations.RotateLeft(hash + ((uint)code * 3266489917), 17) * 668265263;
        count++;
    }
}
