using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ParallelQueryTests
{
    [Fact]
    public void Delegates_of_a_query_interleave() => Fails(FailureKind.Assertion, () =>
    {
        var count = 0;
        var doubled = Enumerable.Range(0, 3).AsParallel().Select(i =>
        {
            count++;
            return i * 2;
        }).ToArray();
        Assert.Equal(3, doubled.Length);
        Assert.Equal(3, count);
    });

    public static TheoryData<string> Names => [.. Queries.Keys];

    private static Dictionary<string, Func<ParallelQuery<int>, ParallelQuery<int>>> Queries { get; } = new()
    {
        ["AsUnordered"] = query => query.AsUnordered(),
        ["Concat"] = query => query.Concat(None()),
        ["degree and mode"] = query => query.WithDegreeOfParallelism(3).WithExecutionMode(ParallelExecutionMode.ForceParallelism),
        ["mode and degree"] = query => query.WithExecutionMode(ParallelExecutionMode.ForceParallelism).WithDegreeOfParallelism(3),
        ["OrderBy"] = query => query.OrderBy(i => i),
        ["ThenBy"] = query => query.OrderBy(i => 1).ThenByDescending(i => i),
        ["Where and merge options"] = query => query.Where(i => true).WithMergeOptions(ParallelMergeOptions.NotBuffered),
        ["WithCancellation"] = query => query.WithCancellation(new CancellationToken(canceled: false)),
        ["Zip"] = query => query.Zip(Enumerable.Range(0, 3).AsParallel(), (a, b) => a),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Delegates_interleave_after_any_operator(string name) => Fails(FailureKind.Assertion, () =>
    {
        var count = 0;
        var items = Queries[name](Enumerable.Range(0, 3).AsParallel()).Select(i =>
        {
            count++;
            return i;
        }).ToArray();
        Assert.Equal(3, items.Length);
        Assert.Equal(3, count);
    });

    [Fact]
    public void Interlocked_ones_lose_nothing() => Passes(() =>
    {
        var count = 0;
        var sum = ParallelEnumerable.Range(0, 4)
            .Where(i => Interlocked.Increment(ref count) > 0 && i != 2)
            .SelectMany(i => Enumerable.Repeat(i, 2))
            .Sum(i => i);
        Assert.Equal(8, sum);
        Assert.Equal(4, count);
    });

    [Fact]
    public void For_all_runs_beside_itself() => Fails(FailureKind.Assertion, () =>
    {
        var list = 0;
        new[] { 1, 2 }.AsParallel().ForAll(item => list += item);
        Assert.Equal(3, list);
    });

    [Fact]
    public void An_unordered_query_has_no_order() => Fails(FailureKind.Assertion, () =>
        Assert.Equal([1, 2, 3], Enumerable.Range(1, 3).AsParallel().Select(Touched).ToList()));

    [Fact]
    public void An_ordered_query_keeps_its_order() => Passes(() =>
    {
        Assert.Equal([1, 2, 3], Enumerable.Range(1, 3).AsParallel().AsOrdered().Select(Touched).ToList());
        Assert.Equal([2, 3], Enumerable.Range(1, 3).AsParallel().AsOrdered().Where(i => Touched(i) > 1).Select(Touched).ToArray());
        Assert.Equal([3, 2, 1], Enumerable.Range(1, 3).AsParallel().Select(Touched).OrderByDescending(i => i));
    });

    [Fact]
    public void A_seed_that_partitions_share_is_a_race() => Fails(FailureKind.Assertion, () =>
    {
        var total = Enumerable.Range(1, 3).AsParallel().Aggregate(
            new int[1],
            static (sum, item) =>
            {
                sum[0] += item;
                return sum;
            },
            static (a, b) => [a[0] + b[0]],
            static sum => sum[0]);
        Assert.Equal(6, total);
    });

    [Fact]
    public void A_seed_of_each_partitions_own_is_none() => Passes(() =>
    {
        var total = Enumerable.Range(1, 3).AsParallel().Aggregate(
            static () => new int[1],
            static (sum, item) =>
            {
                sum[0] += item;
                return sum;
            },
            static (a, b) => [a[0] + b[0]],
            static sum => sum[0]);
        Assert.Equal(6, total);
    });

    [Fact]
    public void A_query_of_degree_one_is_sequential() => Passes(() =>
    {
        var count = 0;
        Assert.Equal(3, Enumerable.Range(0, 3).AsParallel().WithDegreeOfParallelism(1).Select(i => count++).Count());
        Assert.Equal(3, count);
    });

    [Fact]
    public void A_lock_inside_a_delegate_may_deadlock_with_another() => Fails(FailureKind.Deadlock, () =>
    {
        var (first, second) = (new Lock(), new Lock());
        _ = new[] { true, false }.AsParallel().Select(forward =>
        {
            lock (forward ? first : second)
            {
                lock (forward ? second : first)
                {
                    return 1;
                }
            }
        }).ToList();
    });

    [Fact]
    public void Cancelling_ends_a_query() => Passes(() =>
    {
        using var source = new CancellationTokenSource();
        var thrown = Assert.Throws<OperationCanceledException>(() => Enumerable.Range(0, 100).AsParallel()
            .Select(i =>
            {
                source.Cancel();
                return i;
            })
            .WithCancellation(source.Token)
            .ToList());
        Assert.Equal(source.Token, thrown.CancellationToken);
    });

    [Fact]
    public void An_endless_source_can_be_taken_from() => Passes(() => Assert.True(Endless().AsParallel().Select(i => i + 1).First() > 0));

    [Fact]
    public void Queries_end_as_in_the_runtime() => Alike(script =>
    {
        int[] numbers = [5, 3, 4];
        script.Get(() => Message(() => numbers.AsParallel().Select(i => i == 3 ? throw new TimeoutException("late") : i).ToList()));
        script.Get(() => Message(() => numbers.AsParallel().Where(i => i == 3 ? throw new TimeoutException("late") : true).Select(i => i).ToArray()));
        script.Get(() => Message(() => numbers.AsParallel().Select(i => i == 3 ? throw new TimeoutException("late") : i).ForAll(_ => { })));
        script.Get(() => Message(() => numbers.AsParallel().ForAll(i => throw new TimeoutException("late"))));
        script.Get(() => Message(() => numbers.AsParallel().First(i => i > 7)));
        script.Get(() => Message(() => numbers.AsParallel().Select(i => i).WithCancellation(new CancellationToken(true)).ToList()));
        script.Do(() => numbers.AsParallel().WithDegreeOfParallelism(0));
        script.Do(() => numbers.AsParallel().WithDegreeOfParallelism(2).WithDegreeOfParallelism(2));
        script.Do(() => numbers.AsParallel().Select((Func<int, int>)null!));
        script.Do(() => ((int[])null!).AsParallel());
        script.Get(() => numbers.AsParallel().Average(i => i));
        script.Get(() => numbers.AsParallel().Min(i => (int?)i));
        script.Get(() => numbers.AsParallel().Max(i => $"{i}"));
        script.Get(() => numbers.AsParallel().All(i => i > 2));
        script.Get(() => numbers.AsParallel().Any(i => i > 7));
        script.Get(() => numbers.AsParallel().Count(i => i > 3));
        script.Get(() => numbers.AsParallel().AsOrdered().LastOrDefault(i => i > 3));
        script.Get(() => numbers.AsParallel().SingleOrDefault(i => i > 4));
        script.Get(() => string.Join(",", numbers.AsParallel().AsOrdered().Select((i, index) => i * index)));
        script.Get(() => string.Join(",", from a in numbers.AsParallel().AsOrdered() from b in new[] { 1, 2 } select a * b));
        script.Get(() => numbers.AsParallel().GroupBy(i => i % 2).Count());

        static string Message(Action query)
        {
            try
            {
                query();
                return "done";
            }
            catch (AggregateException e)
            {
                return $"{e.GetType().Name} of {string.Join(",", e.InnerExceptions.Select(inner => inner.GetType().Name).Distinct())}";
            }
        }
    });

    private static int Touched(int value)
    {
        Interlocked.MemoryBarrier();
        return value;
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
        {
            yield return i;
        }
    }

    private static ParallelQuery<int> None() => Enumerable.Empty<int>().AsParallel();
}
