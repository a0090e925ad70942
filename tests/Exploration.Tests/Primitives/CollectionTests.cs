using System.Collections.Concurrent;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class CollectionTests
{
    [Fact]
    public void A_factory_of_get_or_add_runs_twice() => Fails(FailureKind.Assertion, async () =>
    {
        var made = 0;
        var cache = new ConcurrentDictionary<string, int>();
        await Task.WhenAll(Task.Run(() => cache.GetOrAdd("a", Make)), Task.Run(() => cache.GetOrAdd("a", Make)));
        Assert.Equal(1, made);

        int Make(string key) => Interlocked.Increment(ref made);
    });

    [Fact]
    public void Keys_without_an_order_are_enumerated_as_they_were_added() => Passes(() =>
    {
        var map = new ConcurrentDictionary<object, int>();
        object[] keys = [.. Enumerable.Range(0, 8).Select(_ => new object())];
        foreach (var key in keys)
        {
            map[key] = 1;
        }

        map.TryRemove(keys[0], out _);
        map.GetOrAdd(keys[0], 2);
        Assert.Equal(keys, map.Keys);
        Assert.Equal(keys, map.ToArray().Select(pair => pair.Key));
    });

    [Fact]
    public void Queries_see_keys_without_an_order_as_they_were_added() => Passes(() =>
    {
        var map = new ConcurrentDictionary<object, int>();
        object[] keys = [.. Enumerable.Range(0, 8).Select(_ => new object())];
        foreach (var key in keys)
        {
            map[key] = 1;
        }

        var later = map.Where(pair => pair.Value == 1).Select(pair => pair.Key);
        Assert.Equal(keys, later);
        Assert.Equal(keys, map.ToList().ConvertAll(pair => pair.Key));
        Assert.Equal(keys, new Dictionary<object, int>(map).Keys);
        Assert.Equal(keys, Through(map).Select(pair => pair.Key));
        Assert.Contains(new KeyValuePair<object, int>(keys[0], 1), map.AsEnumerable());

        static IEnumerable<KeyValuePair<object, int>> Through(IEnumerable<KeyValuePair<object, int>> pairs)
        {
            foreach (var pair in pairs)
            {
                yield return pair;
            }
        }
    });

    [Fact]
    public void Queries_over_collections_for_several_threads_are_what_they_are_without_control() => Alike(script =>
    {
        var (queue, stack, bag) = (new ConcurrentQueue<int>([1, 2, 3]), new ConcurrentStack<int>([1, 2, 3]), new ConcurrentBag<int>([1, 2, 3]));
        using var blocking = new BlockingCollection<int>(new ConcurrentQueue<int>([1, 2, 3]));
        var map = new ConcurrentDictionary<int, string>([new(1, "a"), new(2, "b")]);
        foreach (var items in new IEnumerable<int>[] { queue, stack, bag, blocking })
        {
            script.Get(() => string.Join(" ", items.Order()));
            script.Get(() => items.Count());
            script.Get(() => items.TryGetNonEnumeratedCount(out var count) ? count : -1);
            script.Get(() => items.ToArray().Length + items.ToList().Count);
            script.Get(() => items.Contains(2));
            script.Get(() => items.Skip(3).Any());
        }

        script.Get(() => string.Join(" ", queue.Concat(stack)));
        script.Get(() => string.Join(" ", map.OrderBy(pair => pair.Key)));
        script.Get(() => map.Contains(new(1, "a")) && !map.AsEnumerable().Contains(new(1, "b")));
        script.Get(() => map.ToDictionary().Count + map.ToHashSet().Count);
        script.Get(() => map.Last(pair => pair.Key > 5).Value);
        script.Get(() => ((IEnumerable<int>)null!).First());
    });

    [Fact]
    public void A_concurrent_dictionary_equals_another_whatever_the_order() => Passes(async () =>
    {
        var map = new ConcurrentDictionary<string, int>();
        await Task.WhenAll(Task.Run(() => map["a"] = 1), Task.Run(() => map["b"] = 2));
        Assert.Equal(new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }, map);
    });

    [Fact]
    public void Groups_of_a_query_are_looked_through_like_others() => Passes(async () =>
    {
        var counts = await Task.WhenAll(Task.Run(Count), Task.Run(Count));
        Assert.Equal(["0: 2, 1: 3, 2: 1", "0: 2, 1: 3, 2: 1"], counts);

        static string Count()
        {
            int[] numbers = [0, 1, 2, 3, 4, 7];
            var groups = numbers.GroupBy(n => n % 3).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}");
            var lookup = numbers.ToLookup(n => n % 3);
            Assert.Equal(lookup.Sum(g => g.Count()), lookup[0].Concat(lookup[1]).Concat(lookup[2]).Count());
            return string.Join(", ", groups);
        }
    });

    [Fact]
    public void Every_kind_of_query_is_what_it_is_without_control_while_others_can_run()
    {
        Assert.Equal(Queries(), Queries());
        Passes(async () =>
        {
            var (expected, other) = (Queries(), Task.Run(Queries));
            Assert.Equal(expected, Queries());
            Assert.Equal(expected, await other);
        });

        static string Queries()
        {
            List<int> items = [3, 1, 2, 3, 5, 8];
            List<string> words = ["one", "two", "three"];
            var (query, pairs) = (items.Where(i => i > 1), items.Zip(words));
            IEnumerable<object> all =
            [
                items.Aggregate((a, b) => a + b), items.All(i => i > 0), items.Any(i => i > 7), items.Append(4).Prepend(0).Count(), items.Average(), items.Cast<object>().OfType<int>().Sum(),
                items.Chunk(2).Select(c => c.Sum()).Max(), items.Concat(query).Concat([1]).Count(), query.Contains(8), items.CountBy(i => i % 2).Count(), items.AggregateBy(i => i % 2, 0, (a, b) => a + b).Sum(p => p.Value),
                query.DefaultIfEmpty().First(), items.Distinct().DistinctBy(i => i % 4).Count(), query.ElementAt(1), query.ElementAtOrDefault(^1), items.Except([1]).ExceptBy([2], i => i).Count(),
                query.First(), items.GroupBy(i => i % 2, i => i * 2, (k, g) => k + g.Sum()).Sum(), words.GroupJoin(items, w => w.Length, i => i, (w, g) => w + g.Count()).Last(), items.Index().Last().Index,
                items.Intersect([1, 2]).IntersectBy([1], i => i).Count(), words.Join(items, w => w.Length, i => i, (w, i) => w + i).Count(), words.LeftJoin(items, w => w.Length, i => i, (w, i) => i).Count(),
                words.RightJoin(items, w => w.Length, i => i, (w, i) => w).Count(), query.Last(i => i < 5), query.LongCount(), query.Max(), words.MaxBy(w => w.Length)!, query.Min(), items.OrderByDescending(i => i).ThenBy(i => -i).Skip(1).First(),
                items.Order().Reverse().First(), items.OrderDescending().Take(1..3).Sum(), items.SelectMany(i => Enumerable.Repeat(i, 2)).Count(), query.SequenceEqual(items), items.Skip(1).SkipLast(1).SkipWhile(i => i < 2).Count(),
                query.Single(i => i == 8), items.Take(2).TakeLast(1).TakeWhile(i => i > 0).Count(), query.ToArray().Length + query.ToHashSet().Count + query.ToList().Count, words.ToDictionary(w => w, w => w.Length)["two"],
                words.ToLookup(w => w.Length)[3].Count(), ((Lookup<int, string>)words.ToLookup(w => w.Length)).ApplyResultSelector((k, g) => k * g.Count()).Sum(), items.Union(query).UnionBy([9], i => i).Count(), pairs.Last().Second, pairs.Zip(items, query).Count(),
            ];
            return string.Join(" ", all);
        }
    }

    [Fact]
    public void A_lazy_value_in_the_dictionary_is_made_once() => Passes(async () =>
    {
        var made = 0;
        var cache = new ConcurrentDictionary<string, Lazy<int>>();
        await Task.WhenAll(Task.Run(Get), Task.Run(Get));
        Assert.Equal(1, made);

        int Get() => cache.GetOrAdd("a", _ => new Lazy<int>(() => Interlocked.Increment(ref made))).Value;
    });

    [Fact]
    public void Contains_then_add_is_no_step() => Fails(FailureKind.Exception, async () =>
    {
        var set = new ConcurrentDictionary<int, bool>();
        await Task.WhenAll(Task.Run(Add), Task.Run(Add));

        void Add()
        {
            if (!set.ContainsKey(1) && !set.TryAdd(1, true))
            {
                throw new InvalidOperationException("somebody else did");
            }
        }
    });

    [Fact]
    public void Count_then_dequeue_is_no_step() => Fails(FailureKind.Assertion, async () =>
    {
        var queue = new ConcurrentQueue<int>([1]);
        await Task.WhenAll(Task.Run(Take), Task.Run(Take));

        void Take()
        {
            if (!queue.IsEmpty)
            {
                Assert.True(queue.TryDequeue(out _));
            }
        }
    });

    [Fact]
    public void Producer_and_consumer_meet_in_a_blocking_collection() => Passes(() =>
    {
        using var items = new BlockingCollection<int>(2);
        var sum = 0;
        var consumer = Task.Run(() =>
        {
            foreach (var item in items.GetConsumingEnumerable())
            {
                sum += item;
            }
        });
        for (var i = 1; i <= 4; i++)
        {
            items.Add(i);
        }

        items.CompleteAdding();
        consumer.Wait();
        Assert.Equal(10, sum);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_collection_that_is_never_completed_keeps_its_consumer() => Fails(FailureKind.Deadlock, async () =>
    {
        using var items = new BlockingCollection<int>();
        var consumer = Task.Run(() => items.GetConsumingEnumerable().Sum());
        items.Add(1);
        await consumer;
    });

    [Fact]
    public void Who_waits_for_room_waits_for_the_collection()
    {
        var failure = Fails(FailureKind.Deadlock, () =>
        {
            using var items = new BlockingCollection<int>(1) { 1 };
            items.Add(2);
            return Task.CompletedTask;
        });

        Assert.Contains("op 1 waits for BlockingCollection<Int32>#1", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Parallel_loops_lose_unguarded_updates() => Fails(FailureKind.Assertion, () =>
    {
        var sum = 0;
        Parallel.For(0, 3, i => sum += i);
        Assert.Equal(3, sum);
        return Task.CompletedTask;
    });

    [Fact]
    public void Parallel_loops_run_every_item_once_and_gather_exceptions() => Passes(async () =>
    {
        var sum = 0;
        Parallel.ForEach([1, 2, 3], new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => Interlocked.Add(ref sum, i));
        await Parallel.ForEachAsync([4, 5], async (i, token) =>
        {
            await Task.Yield();
            Interlocked.Add(ref sum, i);
        });
        Parallel.Invoke(() => Interlocked.Add(ref sum, 6), () => Interlocked.Add(ref sum, 7));
        Assert.Equal(28, sum);
        Assert.Throws<AggregateException>(() => Parallel.For(0, 2, i => throw new InvalidOperationException()));
    });
}
