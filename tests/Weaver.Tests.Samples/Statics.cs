namespace Samples;

/// <summary>Static state of every kind, and what it holds at present.</summary>
public static class Statics
{
    private static readonly List<int> Filled = [1];
    private static volatile string? text;
    private static DateTime time;

    [ThreadStatic]
    private static int ofThread;

    static Statics() => Filled.Add(2);

    private interface IWithState
    {
        static int Count = 3;
    }

    public static int Property { get; set; } = 4;

    /// <summary>What the fields hold; then changes all of them.</summary>
    public static string Change()
    {
        var held = $"{string.Join(',', Filled)} {text ?? "none"} {time.Ticks} {ofThread} {Property} {IWithState.Count} {OfType<int>.Value} {OfType<string>.Value} {OfStruct.Value} {Compute(3)}";
        Filled.Add(Filled.Count);
        (text, time, ofThread, Property, IWithState.Count, OfType<int>.Value, OfType<string>.Value, OfStruct.Value) = ("some", new DateTime(9), 5, 6, 7, 8, "9", 10);
        return held;

        static int Compute(int n) => new Func<int, int>(static x => x * 2)(n);
    }

    private static class OfType<T>
    {
        public static T? Value;
    }

    private struct OfStruct
    {
        public static int Value = 11;
    }
}
