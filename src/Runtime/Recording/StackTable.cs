namespace ConcurrencyTrace.Runtime.Recording;

/// <summary>The call stacks that events of this process refer to before they are in a trace, which has its own table.</summary>
public static class StackTable
{
    private static readonly Lock Gate = new();
    private static readonly List<long[]> Stacks = [];
    private static readonly Dictionary<long[], int> Numbers = new(new SameFrames());

    /// <summary>The number of a stack, from 1; the same one for the same frames.</summary>
    /// <param name="frames">Identifiers of its sites, from the innermost outwards.</param>
    public static int Add(IEnumerable<long> frames)
    {
        long[] stack = [.. frames];
        lock (Gate)
        {
            if (!Numbers.TryGetValue(stack, out var number))
            {
                Stacks.Add(stack);
                Numbers.Add(stack, number = Stacks.Count);
            }

            return number;
        }
    }

    /// <summary>The sites of a stack, from the innermost outwards; empty for a number that there is not.</summary>
    /// <param name="number">What <see cref="Add"/> gave.</param>
    public static IReadOnlyList<long> Frames(int number)
    {
        lock (Gate)
        {
            return number > 0 && number <= Stacks.Count ? Stacks[number - 1] : [];
        }
    }

    private sealed class SameFrames : IEqualityComparer<long[]>
    {
        public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(long[] obj)
        {
            var hash = new HashCode();
            foreach (var frame in obj)
            {
                hash.Add(frame);
            }

            return hash.ToHashCode();
        }
    }
}
