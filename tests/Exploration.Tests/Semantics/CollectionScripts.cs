using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Concurrent collections come to the same under control.</summary>
public class CollectionScripts
{
    [Fact]
    public void Dictionary() => AlikeAndControlled(script =>
    {
        var map = new ConcurrentDictionary<string, int>();
        script.Get(() => map.TryAdd("a", 1));
        script.Get(() => map.TryAdd("a", 2));
        script.Get(() => map.TryAdd(null!, 2));
        script.Get(() => map.GetOrAdd("b", 2));
        script.Get(() => map.GetOrAdd("c", key => key.Length + 2));
        script.Get(() => map.GetOrAdd("d", (key, more) => key.Length + more, 3));
        script.Get(() => map.GetOrAdd("e", (Func<string, int>)null!));
        script.Get(() => map.GetOrAdd("e", _ => throw new TimeoutException("factory")));
        script.Get(() => map.AddOrUpdate("a", 7, (_, old) => old + 1));
        script.Get(() => map.AddOrUpdate("f", _ => 6, (_, old) => old + 1));
        script.Get(() => map.AddOrUpdate("f", (_, more) => more, (_, old, more) => old + more, 10));
        script.Get(() => map.AddOrUpdate("f", 0, null!));
        script.Get(() => (map.TryGetValue("f", out var value), value));
        script.Get(() => map["f"]);
        script.Get(() => map["none"]);
        script.Get(() => map["g"] = 9);
        script.Get(() => map.ContainsKey("g"));
        script.Get(() => map.TryUpdate("g", 10, 9));
        script.Get(() => map.TryUpdate("g", 10, 9));
        script.Get(() => map.TryRemove(KeyValuePair.Create("g", 9)));
        script.Get(() => (map.TryRemove("g", out var value), value));
        script.Get(() => (map.TryRemove("g", out var value), value));
        script.Get(() => (map.Count, map.IsEmpty));
        script.Get(() => string.Join(",", map.Keys.Order()) + string.Join(",", map.Values.Order()) + string.Join(",", map.ToArray().OrderBy(p => p.Key)));
        script.Get(() =>
        {
            var sum = 0;
            foreach (var (_, value) in map)
            {
                sum += value;
            }

            return sum;
        });
        script.Do(map.Clear);
        script.Get(() => (map.Count, map.IsEmpty));
    });

    [Fact]
    public void Concurrent_dictionary_behind_an_interface() => AlikeAndControlled(script =>
    {
        var map = new ConcurrentDictionary<string, int>(Enumerable.Range(0, 50).Select(n => KeyValuePair.Create($"{n}", n)));
        IDictionary<string, int> any = map;
        IReadOnlyDictionary<string, int> shown = map;
        ICollection<KeyValuePair<string, int>> pairs = map;
        var copy = new KeyValuePair<string, int>[50];
        script.Do(() => pairs.CopyTo(copy, 0));
        script.Do(() => pairs.CopyTo(copy, 1));
        script.Get(() => copy.SequenceEqual(any));
        script.Get(() => map.Keys.SequenceEqual(any.Keys) && map.Values.SequenceEqual(any.Values));
        script.Get(() => any.Keys.SequenceEqual(shown.Keys) && any.Values.SequenceEqual(shown.Values));
        script.Get(() => shown.Select(p => p.Value).SequenceEqual(shown.Values));
    });

    [Fact]
    public void Dictionaries_that_are_made() => AlikeAndControlled(script =>
    {
        var ignoring = StringComparer.OrdinalIgnoreCase;
        KeyValuePair<string, int>[] items = [new("a", 1), new("b", 2)];
        Tell(() => []);
        Tell(() => new ConcurrentDictionary<string, int>(2, 5));
        Tell(() => new ConcurrentDictionary<string, int>(0, 5));
        Tell(() => new ConcurrentDictionary<string, int>(items));
        Tell(() => new ConcurrentDictionary<string, int>([.. items, .. items]));
        Tell(() => new ConcurrentDictionary<string, int>((IEnumerable<KeyValuePair<string, int>>)null!));
        Tell(() => new ConcurrentDictionary<string, int>(ignoring));
        Tell(() => new ConcurrentDictionary<string, int>(items, ignoring));
        Tell(() => new ConcurrentDictionary<string, int>(2, items, ignoring));
        Tell(() => new ConcurrentDictionary<string, int>(2, null!, null));
        Tell(() => new ConcurrentDictionary<string, int>(2, 5, ignoring));
        Tell(() => new ConcurrentDictionary<string, int>(2, -5, null));

        void Tell(Func<ConcurrentDictionary<string, int>> make) => script.Get(() =>
        {
            var made = make();
            return $"{string.Join(",", made.Keys.Order())} {made.ContainsKey("A")} {made.Comparer == ignoring}";
        });
    });

    [Fact]
    public void Frozen_collections_that_are_made() => AlikeAndControlled(script =>
    {
        var ignoring = StringComparer.OrdinalIgnoreCase;
        string[] items = ["a", "b", "B"];
        var pairs = items.Select((item, i) => KeyValuePair.Create(item, i)).ToArray();
        TellSet(() => items.ToFrozenSet());
        TellSet(() => items.ToFrozenSet(ignoring));
        TellSet(() => ((IEnumerable<string>)null!).ToFrozenSet());
        TellSet(() => FrozenSet.Create(items.AsSpan()));
        TellSet(() => FrozenSet.Create(ignoring, items.AsSpan()));
        TellMap(() => pairs.ToFrozenDictionary());
        TellMap(() => pairs.ToFrozenDictionary(ignoring));
        TellMap(() => pairs.ToFrozenDictionary(pair => pair.Key).ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Value));
        TellMap(() => pairs[1..].ToFrozenDictionary(pair => pair.Key, pair => pair.Value, ignoring));
        TellMap(() => pairs.ToFrozenDictionary((Func<KeyValuePair<string, int>, string>)null!, pair => pair.Value));
        TellMap(() => FrozenDictionary.Create(pairs.AsSpan()));
        TellMap(() => FrozenDictionary.Create(ignoring, pairs.AsSpan()));

        void TellSet(Func<FrozenSet<string>> make) => script.Get(() =>
        {
            var made = make();
            return $"{string.Join(",", made.Order(StringComparer.Ordinal))} {made.Contains("A")} {made.Comparer == ignoring}";
        });

        void TellMap(Func<FrozenDictionary<string, int>> make) => script.Get(() =>
        {
            var made = make();
            return $"{string.Join(",", made.OrderBy(item => item.Key, StringComparer.Ordinal))} {made.ContainsKey("A")} {made.Comparer == ignoring}";
        });
    });

    [Fact]
    public void Immutable_dictionaries_that_are_made() => AlikeAndControlled(script =>
    {
        var ignoring = StringComparer.OrdinalIgnoreCase;
        var values = EqualityComparer<int>.Create((x, y) => x / 10 == y / 10, x => x / 10);
        KeyValuePair<string, int>[] items = [new("a", 1), new("b", 2), new("B", 20)];
        Tell(() => ImmutableDictionary<string, int>.Empty.AddRange(items));
        Tell(() => ImmutableDictionary.Create<string, int>().AddRange(items));
        Tell(() => ImmutableDictionary.Create<string, int>(ignoring).AddRange(items[..2]));
        Tell(() => ImmutableDictionary.Create<string, int>(ignoring, values).AddRange(items[..2]));
        Tell(() => ImmutableDictionary.Create<string, int>(null, null).AddRange(items));
        Tell(() => ImmutableDictionary.CreateRange(items));
        Tell(() => ImmutableDictionary.CreateRange<string, int>(ignoring, items));
        Tell(() => ImmutableDictionary.CreateRange<string, int>(ignoring, values, items[1..]));
        Tell(() => ImmutableDictionary.CreateRange<string, int>(null!));
        Tell(() => ImmutableDictionary.CreateRangeWithOverwrite<string, int>([.. items, new("a", 5)]));
        Tell(() => ImmutableDictionary.CreateRangeWithOverwrite<string, int>(ignoring, items));
        Tell(() => Filled(ImmutableDictionary.CreateBuilder<string, int>()));
        Tell(() => Filled(ImmutableDictionary.CreateBuilder<string, int>(ignoring)));
        Tell(() => Filled(ImmutableDictionary.CreateBuilder<string, int>(ignoring, values)));
        Tell(() => items.ToImmutableDictionary());
        Tell(() => items.ToImmutableDictionary(ignoring));
        Tell(() => items[..2].ToImmutableDictionary(ignoring, values));
        Tell(() => ((IEnumerable<KeyValuePair<string, int>>)items[..2].ToImmutableDictionary(ignoring, null)).ToImmutableDictionary());
        Tell(() => items.ToImmutableDictionary(item => item.Key).ToImmutableDictionary(item => item.Key, item => item.Value.Value));
        Tell(() => items[..2].ToImmutableDictionary(item => item.Key, ignoring).ToImmutableDictionary(item => item.Key, item => item.Value.Value, ignoring));
        Tell(() => items[1..].ToImmutableDictionary(item => item.Key, item => item.Value, ignoring, values));
        Tell(() => items[..2].ToImmutableDictionary().WithComparers(ignoring));
        Tell(() => items[..2].ToImmutableDictionary(ignoring).WithComparers(null, values));
        Tell(() => items.ToImmutableDictionary((Func<KeyValuePair<string, int>, string>)null!).ToImmutableDictionary(item => item.Key, item => item.Value.Value));

        void Tell(Func<ImmutableDictionary<string, int>> make) => script.Get(() =>
        {
            var made = make();
            return $"{string.Join(",", made.OrderBy(item => item.Key, StringComparer.Ordinal))} {made.ContainsKey("A")} {made.ContainsValue(15)} {made.KeyComparer == ignoring} {made.ValueComparer == values}";
        });

        static ImmutableDictionary<string, int> Filled(ImmutableDictionary<string, int>.Builder builder)
        {
            builder["b"] = 2;
            builder["B"] = 20;
            return builder.ToImmutable();
        }
    });

    [Fact]
    public void Immutable_sets_that_are_made() => AlikeAndControlled(script =>
    {
        var ignoring = StringComparer.OrdinalIgnoreCase;
        string[] items = ["a", "b", "B"];
        Tell(() => ImmutableHashSet<string>.Empty.Union(items));
        Tell(() => ImmutableHashSet.Create<string>().Union(items));
        Tell(() => ImmutableHashSet.Create<string>(ignoring).Union(items));
        Tell(() => ImmutableHashSet.Create("a"));
        Tell(() => ImmutableHashSet.Create(ignoring, "a"));
        Tell(() => ImmutableHashSet.Create(items));
        Tell(() => ImmutableHashSet.Create(ignoring, items));
        Tell(() => ImmutableHashSet.Create("a", "b", "B"));
        Tell(() => ImmutableHashSet.Create(ignoring, "a", "b", "B"));
        Tell(() => ImmutableHashSet.Create<string>([.. items]));
        Tell(() => ImmutableHashSet.Create(items.AsSpan()));
        Tell(() => ImmutableHashSet.Create(ignoring, items.AsSpan()));
        Tell(() => ImmutableHashSet.Create((string[])null!));
        Tell(() => ImmutableHashSet.CreateRange(items));
        Tell(() => ImmutableHashSet.CreateRange(ignoring, items));
        Tell(() => Filled(ImmutableHashSet.CreateBuilder<string>()));
        Tell(() => Filled(ImmutableHashSet.CreateBuilder<string>(ignoring)));
        Tell(() => items.ToImmutableHashSet());
        Tell(() => items.ToImmutableHashSet(ignoring));
        Tell(() => items.ToImmutableHashSet().WithComparer(ignoring));
        Tell(() => items.ToImmutableHashSet(ignoring).WithComparer(null));
        Tell(() => ((IEnumerable<string>)items.ToImmutableHashSet(ignoring)).ToImmutableHashSet());
        Tell(() => ((IEnumerable<string>)null!).ToImmutableHashSet());

        void Tell(Func<ImmutableHashSet<string>> make) => script.Get(() =>
        {
            var made = make();
            return $"{string.Join(",", made.Order(StringComparer.Ordinal))} {made.Contains("A")} {made.KeyComparer == ignoring}";
        });

        static ImmutableHashSet<string> Filled(ImmutableHashSet<string>.Builder builder)
        {
            builder.UnionWith(["b", "B"]);
            return builder.ToImmutable();
        }
    });

    [Fact]
    public void Hashtables_that_are_made() => AlikeAndControlled(script =>
    {
        var ignoring = StringComparer.OrdinalIgnoreCase;
        var items = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        Tell(() => new Hashtable { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable(5) { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable(-5));
        Tell(() => new Hashtable(5, 0.5f) { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable(ignoring) { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable((IEqualityComparer?)null) { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable(5, ignoring) { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable(5, 0.5f, ignoring) { ["a"] = 1, ["A"] = 2 });
        Tell(() => new Hashtable(items));
        Tell(() => new Hashtable(items, 0.5f));
        Tell(() => new Hashtable(items, ignoring));
        Tell(() => new Hashtable(items, 0.5f, ignoring));
        Tell(() => new Hashtable((IDictionary)null!));

        void Tell(Func<Hashtable> make) => script.Get(() =>
        {
            var made = make();
            return $"{string.Join(",", made.Keys.Cast<string>().Order(StringComparer.Ordinal))} {made["A"]} {made["b"]}";
        });
    });

    [Fact]
    public void Queue() => AlikeAndControlled(script =>
    {
        var queue = new ConcurrentQueue<int>([1, 2]);
        script.Do(() => queue.Enqueue(3));
        script.Get(() => (queue.TryPeek(out var first), first));
        script.Get(() => (queue.TryDequeue(out var first), first));
        script.Get(() => (queue.Count, queue.IsEmpty, string.Join(",", queue.ToArray())));
        script.Get(() =>
        {
            var sum = 0;
            foreach (var item in queue)
            {
                sum += item;
            }

            return sum;
        });
        script.Do(() => queue.CopyTo(new int[1], 0));
        script.Do(() => queue.CopyTo(null!, 0));
        script.Do(queue.Clear);
        script.Get(() => (queue.TryPeek(out _), queue.TryDequeue(out _), queue.IsEmpty));
    });

    [Fact]
    public void Stack() => AlikeAndControlled(script =>
    {
        var stack = new ConcurrentStack<int>();
        script.Do(() => stack.Push(1));
        script.Do(() => stack.PushRange([2, 3]));
        script.Do(() => stack.PushRange([0, 4, 5, 0], 1, 2));
        script.Do(() => stack.PushRange([0], 1, 2));
        script.Do(() => stack.PushRange(null!));
        script.Get(() => (stack.TryPeek(out var top), top));
        script.Get(() => (stack.TryPop(out var top), top));
        script.Get(() => (stack.Count, stack.IsEmpty, string.Join(",", stack.ToArray())));
        script.Get(() =>
        {
            var sum = 0;
            foreach (var item in stack)
            {
                sum += item;
            }

            return sum;
        });
        var popped = new int[3];
        script.Get(() => stack.TryPopRange(popped, 1, 1));
        script.Get(() => stack.TryPopRange(popped, 3, 1));
        script.Get(() => stack.TryPopRange(popped));
        script.Get(() => string.Join(",", popped));
        script.Do(stack.Clear);
        script.Get(() => (stack.TryPeek(out _), stack.TryPop(out _), stack.TryPopRange(popped), stack.IsEmpty));
    });

    [Fact]
    public void Bag() => AlikeAndControlled(script =>
    {
        var bag = new ConcurrentBag<int>();
        script.Do(() => bag.Add(1));
        script.Do(() => bag.Add(2));
        script.Get(() => (bag.TryPeek(out var item), item));
        script.Get(() => (bag.Count, bag.IsEmpty, string.Join(",", bag.ToArray())));
        script.Get(() =>
        {
            var sum = 0;
            foreach (var item in bag)
            {
                sum += item;
            }

            return sum;
        });
        script.Get(() => (bag.TryTake(out var item), item));
        script.Do(bag.Clear);
        script.Get(() => (bag.TryTake(out _), bag.TryPeek(out _), bag.IsEmpty));
    });

    [Fact]
    public void Blocking_collection() => AlikeAndControlled(script =>
    {
        var cancelled = new CancellationToken(true);
        var items = new BlockingCollection<int>(2);
        script.Do(() => items.Add(1));
        script.Do(() => items.Add(2, CancellationToken.None));
        script.Do(() => items.Add(3, cancelled));
        script.Get(() => items.TryAdd(3));
        script.Get(() => items.TryAdd(3, 10));
        script.Get(() => items.TryAdd(3, -2));
        script.Get(() => items.TryAdd(3, TimeSpan.FromMilliseconds(10)));
        script.Get(() => items.TryAdd(3, TimeSpan.FromMilliseconds(-2)));
        script.Get(() => items.TryAdd(3, TimeSpan.FromDays(30)));
        script.Get(() => items.TryAdd(3, 10, CancellationToken.None));
        script.Get(() => items.TryAdd(3, 10, cancelled));
        script.Get(() => items.Take());
        script.Get(() => items.Take(CancellationToken.None));
        script.Get(() => items.Take(cancelled));
        script.Get(() => (items.TryTake(out var item), item));
        script.Get(() => (items.TryTake(out var item, 10), item));
        script.Get(() => (items.TryTake(out var item, TimeSpan.FromMilliseconds(10)), item));
        script.Get(() => (items.TryTake(out var item, TimeSpan.FromDays(30)), item));
        script.Get(() => (items.TryTake(out var item, 10, CancellationToken.None), item));
        script.Get(() => (items.TryTake(out var item, 10, cancelled), item));
        script.Do(() => items.Add(4));
        script.Get(() => items.GetConsumingEnumerable().First());
        script.Do(() => items.Add(4));
        script.Get(() => (items.Count, items.BoundedCapacity, items.IsAddingCompleted, items.IsCompleted));
        script.Do(items.CompleteAdding);
        script.Do(() => items.Add(5));
        script.Get(() => items.GetConsumingEnumerable(CancellationToken.None).Sum());
        script.Get(() => items.GetConsumingEnumerable().Sum());
        script.Get(() => (items.Count, items.IsAddingCompleted, items.IsCompleted));
        script.Get(() => items.Take());
        script.Do(items.Dispose);
        script.Get(() => items.TryTake(out _));
    });

    [Fact]
    public void Several_blocking_collections() => AlikeAndControlled(script =>
    {
        var cancelled = new CancellationToken(true);
        BlockingCollection<int>[] all = [new(1), new(1)];
        script.Get(() => BlockingCollection<int>.AddToAny(all, 1));
        script.Get(() => BlockingCollection<int>.AddToAny(all, 2, CancellationToken.None));
        script.Get(() => BlockingCollection<int>.AddToAny(all, 3, cancelled));
        script.Get(() => BlockingCollection<int>.TryAddToAny(all, 3));
        script.Get(() => BlockingCollection<int>.TryAddToAny(all, 3, 10));
        script.Get(() => BlockingCollection<int>.TryAddToAny(all, 3, TimeSpan.FromMilliseconds(10)));
        script.Get(() => BlockingCollection<int>.TryAddToAny(all, 3, 10, CancellationToken.None));
        script.Get(() => (BlockingCollection<int>.TakeFromAny(all, out var item), item));
        script.Get(() => (BlockingCollection<int>.TakeFromAny(all, out var item, CancellationToken.None), item));
        script.Get(() => (BlockingCollection<int>.TryTakeFromAny(all, out var item), item));
        script.Get(() => (BlockingCollection<int>.TryTakeFromAny(all, out var item, 10), item));
        script.Get(() => (BlockingCollection<int>.TryTakeFromAny(all, out var item, TimeSpan.FromMilliseconds(10)), item));
        script.Get(() => (BlockingCollection<int>.TryTakeFromAny(all, out var item, 10, CancellationToken.None), item));
        script.Get(() => (BlockingCollection<int>.TryTakeFromAny([], out var item), item));
    });

    [Fact]
    public void Immutable_collections_exchanged() => AlikeAndControlled(script =>
    {
        var array = ImmutableArray.Create(1);
        var none = default(ImmutableArray<int>);
        var map = ImmutableDictionary<string, int>.Empty;
        script.Get(() => ImmutableInterlocked.InterlockedInitialize(ref none, array));
        script.Get(() => ImmutableInterlocked.InterlockedInitialize(ref none, array));
        script.Get(() => ImmutableInterlocked.InterlockedCompareExchange(ref array, [2], none).Length);
        script.Get(() => ImmutableInterlocked.InterlockedExchange(ref array, [3, 4]).Length);
        script.Get(() => ImmutableInterlocked.Update(ref array, a => a.Add(5)));
        script.Get(() => ImmutableInterlocked.Update(ref array, (a, item) => a.Add(item), 6));
        script.Get(() => string.Join(",", array));
        script.Get(() => ImmutableInterlocked.GetOrAdd(ref map, "a", 1));
        script.Get(() => ImmutableInterlocked.GetOrAdd(ref map, "a", _ => 2));
        script.Get(() => string.Join(",", map));
    });

    [Fact]
    public void Lookups_by_another_key() => AlikeAndControlled(script =>
    {
        var map = new ConcurrentDictionary<string, int>();
        Look(l => l.TryAdd("a", 1));
        Look(l => l.ContainsKey("a"));
        Look(l => l["a"]);
        Look(l => l["none"]);
        Look(l => (l.TryGetValue("a", out var value), value));
        Look(l => (l.TryGetValue("a", out var key, out var value), key, value));
        Look(l => (l.TryRemove("a", out var value), value));
        Look(l => (l.TryRemove("a", out var key, out var value), key, value));

        void Look<T>(Func<ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>, T> call) =>
            script.Get(() => call(map.GetAlternateLookup<ReadOnlySpan<char>>()));
    });

    [Fact]
    public void Copies() => AlikeAndControlled(script =>
    {
        var copy = new int[2];
        var (stack, bag, items) = (new ConcurrentStack<int>([1]), new ConcurrentBag<int>([2]), new BlockingCollection<int> { 3 });
        script.Do(() => stack.CopyTo(copy, 0));
        script.Do(() => stack.CopyTo(copy, 3));
        script.Do(() => bag.CopyTo(copy, 1));
        script.Do(() => bag.CopyTo(null!, 1));
        script.Get(() => string.Join(",", copy));
        script.Do(() => items.CopyTo(copy, 1));
        script.Get(() => string.Join(",", copy) + string.Join(",", items.ToArray()));
    });

    [Fact]
    public void Arrays() => Alike(script =>
    {
        var (from, to) = (new[] { 1, 2, 3, 4 }, new int[4]);
        Try(() => Array.Copy(from, to, 3));
        Try(() => Array.Copy(from, to, 5));
        Try(() => Array.Copy(from, to, -1));
        Try(() => Array.Copy(null!, to, 1));
        Try(() => Array.Copy(from, new long[4], 4));
        Try(() => Array.Copy(from, new string[4], 4));
        Try(() => Array.Copy(from, to, 4L));
        Try(() => Array.Copy(from, 1, from, 0, 3));
        Try(() => Array.Copy(from, 0, to, 2, 2));
        Try(() => Array.Copy(from, 0, to, 3, 2));
        Try(() => Array.Copy(from, 0L, to, 1L, 3L));
        Try(() => from.CopyTo(to, 0));
        Try(() => from.CopyTo(to, 1));
        Try(() => from.CopyTo(to, 0L));
        Try(() => Buffer.BlockCopy(from, 4, to, 0, 12));
        Try(() => Buffer.BlockCopy(from, 8, to, 0, 12));
        Try(() => Buffer.BlockCopy(new string[4], 0, to, 0, 16));
        Try(() => Array.Fill(to, 7));
        Try(() => Array.Fill(to, 8, 1, 2));
        Try(() => Array.Fill(to, 9, 3, 2));
        Try(() => Array.Clear(to, 0, 2));
        Try(() => Array.Clear(to, 3, 2));
        Try(() => Array.Clear(to));
        Try(() => Array.Clear(null!));

        void Try(Action call)
        {
            script.Do(call);
            script.Get(() => string.Join(",", to));
        }
    });

    [Fact]
    public void Spans() => Alike(script =>
    {
        var (from, to) = (new[] { 1, 2, 3, 4 }, new int[4]);
        Try(() => from.AsSpan().CopyTo(to));
        Try(() => from.AsSpan(0, 3).CopyTo(from.AsSpan(1)));
        Try(() => from.AsSpan().CopyTo(to.AsSpan(1)));
        Try(() => ((ReadOnlySpan<int>)from).CopyTo(to));
        Try(() => script.Get(() => from.AsSpan().TryCopyTo(to.AsSpan(1))));
        Try(() => script.Get(() => ((ReadOnlySpan<int>)from).TryCopyTo(to)));
        Try(() => to.AsSpan(1).Fill(5));
        Try(() => to.AsSpan(2).Clear());

        void Try(Action call)
        {
            script.Do(call);
            script.Get(() => string.Join(",", to));
        }
    });

    [Fact]
    public void Views_of_arrays() => Alike(script =>
    {
        var (from, to) = (new[] { 1, 2, 3, 4 }, new int[4]);
        var segment = new ArraySegment<int>(from, 1, 3);
        script.Get(() => segment[2]);
        script.Get(() => segment[3]);
        script.Get(() => default(ArraySegment<int>)[0]);
        Try(() => segment[0] = 5);
        Try(() => segment[-1] = 5);
        Try(() => segment.CopyTo(to));
        Try(() => segment.CopyTo(to, 1));
        Try(() => segment.CopyTo(to, 2));
        Try(() => segment.CopyTo(to, 4));
        Try(() => segment.CopyTo(to, -1));
        Try(() => segment.CopyTo((int[])null!, 0));
        Try(() => segment.CopyTo((int[])null!));
        Try(() => segment.CopyTo(new ArraySegment<int>(to, 0, 3)));
        Try(() => segment.CopyTo(new ArraySegment<int>(to, 0, 2)));
        Try(() => segment.CopyTo(default(ArraySegment<int>)));
        script.Get(() => string.Join(",", segment.ToArray()));
        script.Get(() => string.Join(",", default(ArraySegment<int>).ToArray()));
        var (memory, constant) = (from.AsMemory(1), (ReadOnlyMemory<int>)from);
        Try(() => memory.CopyTo(to));
        Try(() => memory.CopyTo(to.AsMemory(2)));
        Try(() => script.Get(() => memory.TryCopyTo(to.AsMemory(1))));
        Try(() => script.Get(() => memory.TryCopyTo(to.AsMemory(2))));
        script.Get(() => string.Join(",", memory.ToArray()));
        Try(() => constant.CopyTo(to));
        Try(() => constant.CopyTo(to.AsMemory(1)));
        Try(() => script.Get(() => constant.TryCopyTo(to)));
        Try(() => script.Get(() => constant.TryCopyTo(default)));
        script.Get(() => string.Join(",", constant.ToArray()));

        void Try(Action call)
        {
            script.Do(call);
            script.Get(() => string.Join(",", to) + ";" + string.Join(",", from));
        }
    });
}
