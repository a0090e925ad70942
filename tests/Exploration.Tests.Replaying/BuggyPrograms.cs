using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using ConcurrencyTrace.Exploration.Tests.Statics;

namespace ConcurrencyTrace.Exploration.Tests.Replaying;

/// <summary>Programs, most with a bug, that tell whether it matters what a process has run before.</summary>
internal static class BuggyPrograms
{
    private static readonly object StaticGate = new();
    private static readonly Lazy<object> StaticLazy = new(() => new object());
    private static readonly ConcurrentStack<object> StaticPool = new();
    private static readonly Stack<object> StaticGuardedPool = new();

    private static int guard;
    private static int rentals;

    [ThreadStatic]
    private static int uses;

    public static IReadOnlyDictionary<string, Func<Task>> All { get; } = new Dictionary<string, Func<Task>>
    {
        ["OppositeLocks"] = OppositeLocks,
        ["LostUpdate"] = LostUpdate,
        ["WarmThread"] = WarmThread,
        ["OrderOfKeys"] = OrderOfKeys,
        ["WarmPool"] = WarmPool,
        ["GuardedPool"] = GuardedPool,
        ["Singleton"] = FirstUse.Singleton,
        ["GuardedSingleton"] = FirstUse.GuardedSingleton,
        ["OnlyOnce"] = FirstUse.OnlyOnce,
    };

    private static async Task WarmThread()
    {
        // Counts what ran on one thread: two of these, in some schedules; more only where a thread was used in an earlier schedule.
        var most = 0;
        await Task.WhenAll(Task.Run(Use), Task.Run(Use));
        Check(most is 0 or > 2);

        void Use()
        {
            var now = ++uses;
            Interlocked.MemoryBarrier();
            most = now == 2 ? Math.Max(most, now) : most;
        }
    }

    private static async Task WarmPool()
    {
        // A lost update shows only once a whole schedule has filled the pool; one that is broken off leaves it empty.
        var (count, made) = (0, 0);
        await Task.WhenAll(Task.Run(Use), Task.Run(Use));
        Check(count == 2 || made > 0);

        void Use()
        {
            var rented = StaticPool.TryPop(out var pooled) ? pooled : Make();
            var read = Volatile.Read(ref count);
            Volatile.Write(ref count, read + 1);
            StaticPool.Push(rented);
        }

        object Make()
        {
            Interlocked.Increment(ref made);
            return new object();
        }
    }

    private static async Task GuardedPool()
    {
        // As WarmPool. Whoever does not get at the pool goes without, so that a guard which a broken-off schedule left taken would keep it from being filled.
        var (count, made) = (0, 0);
        await Task.WhenAll(Task.Run(Use), Task.Run(Use));
        Check(count == 2 || made > 0);

        void Use()
        {
            object? rented = null;
            Guarded(() =>
            {
                if (StaticGuardedPool.TryPop(out rented))
                {
                    Interlocked.Increment(ref rentals);
                }
            });
            if (rented is null)
            {
                Interlocked.Increment(ref made);
            }

            var read = Volatile.Read(ref count);
            Volatile.Write(ref count, read + 1);
            Guarded(() => StaticGuardedPool.Push(rented ?? new object()));
        }

        static void Guarded(Action use)
        {
            if (Interlocked.CompareExchange(ref guard, 1, 0) == 0)
            {
                use();
                Volatile.Write(ref guard, 0);
            }
        }
    }

    private static async Task OppositeLocks()
    {
        // Statics that the first schedule of a process initialises must not matter to a replay.
        var inner = StaticLazy.Value;
        await Task.WhenAll(Task.Run(() => Nested(StaticGate, inner)), Task.Run(() => Nested(inner, StaticGate)));
    }

    private static async Task LostUpdate()
    {
        var count = 0;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() => count++)).ToList();
        threads.ForEach(t => t.Start());
        await Task.Yield();
        threads.ForEach(t => t.Join());
        Check(count == 2);
    }

    private static Task OrderOfKeys()
    {
        // Orders and hash codes that differ from process to process by themselves.
        string[] words = ["one", "two", "three", "four", "five", "six", "seven"];
        var builder = ImmutableDictionary.CreateBuilder<string, int>();
        Array.ForEach(words, word => builder[word] = word.Length);
        var objects = words.ToDictionary(_ => new object());
        ImmutableHashSet<object> set = [.. objects.Keys];
        var table = new Hashtable(words.ToDictionary(word => (word, 1)));
        var combined = default(HashCode);
        combined.Add("Four", StringComparer.OrdinalIgnoreCase);
        combined.AddBytes([1, 2]);
        IEqualityComparer<string> cultured = StringComparer.InvariantCulture;
        throw new InvalidOperationException(string.Join(' ', [
            .. builder.ToImmutable().Keys,
            .. ImmutableDictionary<string, int>.Empty.AddRange(builder).Keys,
            .. ImmutableHashSet.CreateRange(words),
            .. words.ToImmutableDictionary(word => new Word(word, word.Length)).Values,
            .. words.ToImmutableDictionary(word => (word, 1)).Values,
            .. words.ToImmutableHashSet(StringComparer.Ordinal).ToImmutableHashSet(null),
            .. set.Select(known => objects[known]),
            .. new[] { typeof(int), typeof(string), typeof(Task<int>), typeof(Word) }.ToImmutableHashSet().Select(type => type.Name),
            .. table.Values.Cast<string>(),
            .. objects.Keys.ToFrozenSet().Select(known => objects[known]),
            .. words.ToFrozenDictionary(word => (word, 1)).Values,
            .. new ConcurrentDictionary<object, string>(objects).Values,
            .. new ConcurrentDictionary<(string, int), string>(words.ToDictionary(word => (word, 1))).Values,
            .. ImmutableHashSet<object>.Empty.WithComparer(EqualityComparer<object>.Default).Union(objects.Keys).Select(known => objects[known]),
            HashCode.Combine(1, "two"),
            combined.ToHashCode(),
            new Word("six", 6).GetHashCode(),
            new { Word = "six" }.GetHashCode(),
            ("six", 7).GetHashCode(),
            cultured.GetHashCode("six"),
            "six".GetHashCode(StringComparison.CurrentCultureIgnoreCase),
        ]));
    }

    private static void Nested(object outer, object inner)
    {
        lock (outer)
        {
            lock (inner)
            {
            }
        }
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the check does not hold");
        }
    }

    private sealed record Word(string Text, int Length);
}
