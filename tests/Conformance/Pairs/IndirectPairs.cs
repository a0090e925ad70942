using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.InteropServices;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

/// <summary>Memory that programs share in ways that code does not show: found at run time, by a number, weakly, or behind an override.</summary>
internal static class IndirectPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("memory.native integer", "a counter at an address that is kept as a number", FailureKind.Assertion,
            buggy: () => Native(new object(), new object()),
            correct: () => Native(new object(), null)),

        new("memory.weak reference", "its target is gone after it was looked at", FailureKind.Exception,
            buggy: () => Weak(twice: true),
            correct: () => Weak(twice: false)),

        new("memory.dynamic", "a member that is found at run time, counted up by two", FailureKind.Assertion,
            buggy: () => Count(new object(), new object(), static counter => ((dynamic)counter).Number++),
            correct: () => Count(new object(), null, static counter => ((dynamic)counter).Number++)),

        new("memory.reflection", "a field counted up by two through its description", FailureKind.Assertion,
            buggy: () => Count(new object(), new object(), static counter => Number.SetValue(counter, (int)Number.GetValue(counter)! + 1)),
            correct: () => Count(new object(), null, static counter => Number.SetValue(counter, (int)Number.GetValue(counter)! + 1))),

        new("memory.derived collection", "its overrides lock, or do not", FailureKind.DataRace,
            buggy: () => Add(new Basket(locks: false)),
            correct: () => Add(new Basket(locks: true))),
    ];

    private static FieldInfo Number { get; } = typeof(Counter).GetField(nameof(Counter.Number))!;

    private static unsafe void Native(object gate, object? other)
    {
        var address = (nint)NativeMemory.AllocZeroed(8);
        InLocks(gate, other, () => ((int*)address)[1]++);
        var count = ((int*)address)[1];
        NativeMemory.Free((void*)address);
        Assert.Equal(2, count);
    }

    private static void Weak(bool twice)
    {
        var cached = "text";
        var reference = new WeakReference(cached);
        InThreads(() => reference.Target = null, () => Use());
        GC.KeepAlive(cached);

        void Use()
        {
            var target = reference.Target;
            if (target is not null)
            {
                Assert.Equal(4, ((string)(twice ? reference.Target : target)!).Length);
            }
        }
    }

    private static void Count(object gate, object? other, Action<Counter> increment)
    {
        var counter = new Counter { Number = 0 };
        InLocks(gate, other, () => increment(counter));
        Assert.Equal(2, counter.Number);
    }

    // The first lock for both where there is no other.
    private static void InLocks(object gate, object? other, Action increment)
    {
        InThreads(() => Locked(gate), () => Locked(other ?? gate));

        void Locked(object taken)
        {
            lock (taken)
            {
                increment();
            }
        }
    }

    private static void Add(Basket basket)
    {
        InThreads(() => basket.Add("apple"), () => ((IList<string>)basket).Insert(0, "pear"));
        Assert.Equal(2, basket.Count);
    }

    public sealed class Counter
    {
        public int Number;
    }

    private sealed class Basket(bool locks) : Collection<string>
    {
        private readonly Lock gate = new();

        protected override void InsertItem(int index, string item)
        {
            if (!locks)
            {
                base.InsertItem(0, item);
                return;
            }

            lock (gate)
            {
                base.InsertItem(0, item);
            }
        }
    }
}
