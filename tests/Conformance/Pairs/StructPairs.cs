using System.Collections.Specialized;
using System.Drawing;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

/// <summary>Structs that are read while they are written, by whatever way they are, and those that are changed in their place.</summary>
internal static class StructPairs
{
    private static readonly Guid Known = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    public static IEnumerable<Pair> All =>
    [
        new("memory.nullable", "a platform's struct that may be missing, seen without a value of its own", FailureKind.Assertion,
            buggy: () => Reads(new object(), new object(), static slot => slot.Session = Known, static slot => slot.Session is null || slot.Session == Known),
            correct: () => Reads(new object(), null, static slot => slot.Session = Known, static slot => slot.Session is null || slot.Session == Known)),

        new("memory.type parameter", "a pair kept by a generic class", FailureKind.Assertion,
            buggy: () => Reads(new object(), new object(), static slot => slot.Range.Set((1, 1)), static slot => slot.Range.Value is var (low, high) && low == high),
            correct: () => Reads(new object(), null, static slot => slot.Range.Set((1, 1)), static slot => slot.Range.Value is var (low, high) && low == high)),

        new("memory.reference", "a pair written through a reference to it", FailureKind.Assertion,
            buggy: () => Reads(new object(), new object(), static slot => Put(ref slot.Pair[0]), static slot => slot.Pair[0] is var (low, high) && low == high),
            correct: () => Reads(new object(), null, static slot => Put(ref slot.Pair[0]), static slot => slot.Pair[0] is var (low, high) && low == high)),

        new("memory.last half", "a pair of which the reader had one half before it was written", FailureKind.Assertion,
            buggy: () => Reads(new object(), new object(), static slot => slot.Bounds = (1, 1), static slot => slot.Bounds is var (low, high) && low >= high),
            correct: () => Reads(new object(), null, static slot => slot.Bounds = (1, 1), static slot => slot.Bounds is var (low, high) && low >= high)),

        new("memory.struct field", "a field of a struct set to its own value and one by two", FailureKind.Assertion,
            buggy: () => Count(new object(), new object(), static slot => slot.Bounds.Low = slot.Bounds.Low + 1),
            correct: () => Count(new object(), null, static slot => slot.Bounds.Low = slot.Bounds.Low + 1)),

        new("memory.struct field condition", "the same under a condition", FailureKind.Assertion,
            buggy: () => Count(new object(), new object(), static slot => slot.Bounds.Low = slot.Bounds.High > 0 ? 0 : slot.Bounds.Low + 1),
            correct: () => Count(new object(), null, static slot => slot.Bounds.Low = slot.Bounds.High > 0 ? 0 : slot.Bounds.Low + 1)),

        new("memory.struct property", "a property of a platform's struct, changed in its place by two", FailureKind.Assertion,
            buggy: () => Move(new object(), new object()),
            correct: () => Move(new object(), null)),

        new("memory.struct method", "bits of one vector set by two", FailureKind.Assertion,
            buggy: () => Change(static slot => slot.Flags[1] = true, static slot => slot.Flags[2] = true, static slot => slot.Flags.Data == 3),
            correct: () => Change(static slot => slot.Place.X = 1, static slot => slot.Place.Y = 2, static slot => slot.Place.Location == new Point(1, 2))),
    ];

    private static void Reads(object gate, object? other, Action<Slot> write, Func<Slot, bool> isWhole)
    {
        var slot = new Slot();
        InThreads(
            () =>
            {
                lock (gate)
                {
                    write(slot);
                }
            },
            () =>
            {
                lock (other ?? gate)
                {
                    Assert.True(isWhole(slot));
                }
            });
    }

    private static void Move(object gate, object? other)
    {
        var slot = new Slot();
        InThreads(
            () =>
            {
                lock (gate)
                {
                    slot.Place.X += 1;
                }
            },
            () =>
            {
                lock (other ?? gate)
                {
                    slot.Place.X += 2;
                }
            });
        Assert.Equal(3, slot.Place.X);
    }

    private static void Count(object gate, object? other, Action<Slot> add)
    {
        var slot = new Slot();
        InThreads(() => Guarded(gate), () => Guarded(other ?? gate));
        Assert.Equal(2, slot.Bounds.Low);

        void Guarded(object taken)
        {
            lock (taken)
            {
                add(slot);
            }
        }
    }

    private static void Change(Action<Slot> one, Action<Slot> other, Func<Slot, bool> areBothThere)
    {
        var slot = new Slot();
        InThreads(() => one(slot), () => other(slot));
        Assert.True(areBothThere(slot));
    }

    private static void Put(ref (long Low, long High) pair) => pair = (1, 1);

    private sealed class Slot
    {
        public Rectangle Place;
        public BitVector32 Flags;
        public (long Low, long High) Bounds;

        public Guid? Session { get; set; }

        public Held<(long Low, long High)> Range { get; } = new();

        public (long Low, long High)[] Pair { get; } = new (long Low, long High)[1];
    }

    private sealed class Held<T>
    {
        public T? Value { get; private set; }

        public void Set(T value) => Value = value;
    }
}
