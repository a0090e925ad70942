using System.Collections.Concurrent;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Parallel queries and loops come to the same under control.</summary>
public class ParallelScripts
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ParallelOptions Options = new() { MaxDegreeOfParallelism = 2 };
    private static readonly int[] Numbers = [1, 2, 3, 4];

    [Fact]
    public void Queries_of_two_sources() => AlikeAndControlled(script =>
    {
        var first = Numbers.AsParallel().AsOrdered();
        var second = new[] { 3, 4, 5 }.AsParallel().AsOrdered().Where(n => n > 0);
        var parity = EqualityComparer<int>.Create((a, b) => a % 2 == b % 2, n => n % 2);
        script.Get(() => Text(first.Concat(second)));
        script.Get(() => Text(first.Except(second)));
        script.Get(() => Text(first.Except(second, parity)));
        script.Get(() => Text(first.Intersect(second)));
        script.Get(() => first.Intersect(second, parity).Count());
        script.Get(() => Text(first.Union(second)));
        script.Get(() => first.Union(second, parity).Count());
        script.Get(() => first.SequenceEqual(second));
        script.Get(() => first.SequenceEqual(Numbers.AsParallel().AsOrdered(), parity));
        script.Get(() => Text(first.Zip(second, (a, b) => a * b)));
        script.Get(() => Text(first.Join(second, a => a, b => b, (a, b) => a + b)));
        script.Get(() => first.Join(second, a => a, b => b, (a, b) => a + b, parity).Sum());
        script.Get(() => Text(first.GroupJoin(second, a => a, b => b, (a, all) => a + all.Count())));
        script.Get(() => Text(first.GroupJoin(second, a => a, b => b, (a, all) => a + all.Count(), parity)));

        static string Text(ParallelQuery<int> query) => string.Join(' ', query.AsEnumerable());
    });

    [Fact]
    public void Numbers_of_a_query() => AlikeAndControlled(script =>
    {
        var query = Numbers.AsParallel();
        script.Get(() => query.Sum(n => n));
        script.Get(() => query.Sum(n => (long)n));
        script.Get(() => query.Sum(n => n + 0.5f));
        script.Get(() => query.Sum(n => n + 0.5));
        script.Get(() => query.Sum(n => n + 0.5m));
        script.Get(() => query.Sum(n => n == 2 ? null : (int?)n));
        script.Get(() => query.Sum(n => n == 2 ? null : (long?)n));
        script.Get(() => query.Sum(n => n == 2 ? null : n + 0.5f));
        script.Get(() => query.Sum(n => n == 2 ? null : n + 0.5));
        script.Get(() => query.Sum(n => n == 2 ? null : n + 0.5m));
        script.Get(() => query.Average(n => n));
        script.Get(() => query.Average(n => (long)n));
        script.Get(() => query.Average(n => n + 0.5f));
        script.Get(() => query.Average(n => n + 0.5));
        script.Get(() => query.Average(n => n + 0.5m));
        script.Get(() => query.Average(n => n == 2 ? null : (int?)n));
        script.Get(() => query.Average(n => n == 2 ? null : (long?)n));
        script.Get(() => query.Average(n => n == 2 ? null : n + 0.5f));
        script.Get(() => query.Average(n => n == 2 ? null : n + 0.5));
        script.Get(() => query.Average(n => n == 2 ? null : n + 0.5m));
        script.Get(() => query.Min(n => n));
        script.Get(() => query.Min(n => (long)n));
        script.Get(() => query.Min(n => n + 0.5f));
        script.Get(() => query.Min(n => n + 0.5));
        script.Get(() => query.Min(n => n + 0.5m));
        script.Get(() => query.Min(n => n == 2 ? null : (int?)n));
        script.Get(() => query.Min(n => n == 2 ? null : (long?)n));
        script.Get(() => query.Min(n => n == 2 ? null : n + 0.5f));
        script.Get(() => query.Min(n => n == 2 ? null : n + 0.5));
        script.Get(() => query.Min(n => n == 2 ? null : n + 0.5m));
        script.Get(() => query.Max(n => n));
        script.Get(() => query.Max(n => (long)n));
        script.Get(() => query.Max(n => n + 0.5f));
        script.Get(() => query.Max(n => n + 0.5));
        script.Get(() => query.Max(n => n + 0.5m));
        script.Get(() => query.Max(n => n == 2 ? null : (int?)n));
        script.Get(() => query.Max(n => n == 2 ? null : (long?)n));
        script.Get(() => query.Max(n => n == 2 ? null : n + 0.5f));
        script.Get(() => query.Max(n => n == 2 ? null : n + 0.5));
        script.Get(() => query.Max(n => n == 2 ? null : n + 0.5m));
        script.Get(() => query.Min(n => $"{n}"));
        script.Get(() => query.Max(n => $"{n}"));
        script.Get(() => Enumerable.Empty<int>().AsParallel().Average(n => n));
        script.Get(() => query.Sum(n => n == 3 ? throw new TimeoutException("late") : n));
    });

    [Fact]
    public void Operators_of_a_query() => AlikeAndControlled(script =>
    {
        var query = Numbers.AsParallel();
        script.Get(() => query.FirstOrDefault(n => n > 9));
        script.Get(() => query.AsOrdered().Last(n => n < 4));
        script.Get(() => query.Skip(1).AsOrdered().Count());
        script.Get(() => query.LongCount(n => n > 1));
        script.Get(() => query.Single(n => n == 3));
        script.Get(() => query.Single(n => n > 9));
        script.Get(() => query.Where((n, index) => n > 1 && index < 9).Count());
        script.Get(() => query.SelectMany((n, index) => new[] { n, index }).Sum());
        script.Get(() => query.SelectMany((n, index) => new[] { n, index }, (n, item) => n + item).Sum());
        script.Get(() => ParallelEnumerable.Repeat("a", 3).Count());
        script.Get(() => ((System.Collections.IEnumerable)Numbers).AsParallel().AsOrdered().Cast<int>().Sum());
        script.Get(() => Partitioner.Create(Numbers, loadBalance: true).AsParallel().Sum());
    });

    [Fact]
    public void For() => AlikeAndControlled(script =>
    {
        var sum = 0L;
        script.Get(() => Parallel.For(0, 4, () => 0, (i, _, own) => own + i, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.For(0, 4, Options, () => 0, (i, _, own) => own + i, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.For(0L, 4L, i => Interlocked.Add(ref sum, i)).IsCompleted);
        script.Get(() => Parallel.For(0L, 4L, Options, i => Interlocked.Add(ref sum, i)).IsCompleted);
        script.Get(() => Parallel.For(0L, 4L, Options, (i, _) => Interlocked.Add(ref sum, i)).IsCompleted);
        script.Get(() => Parallel.For(0L, 4L, Options, () => 0L, (i, _, own) => own + i, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.For(3L, 1L, i => Interlocked.Add(ref sum, i)).IsCompleted);
        script.Get(() => sum);
        script.Do(() => Parallel.For(0L, 1L, (Action<long>)null!));
    });

    [Fact]
    public void For_each() => AlikeAndControlled(script =>
    {
        var sum = 0L;
        script.Get(() => Parallel.ForEach(Numbers, n => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, (n, _) => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, (n, _, index) => Interlocked.Add(ref sum, n * index)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, () => 0, (n, _, own) => own + n, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, () => 0L, (n, _, index, own) => own + (n * index), own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, Options, n => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, Options, (n, _) => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, Options, (n, _, index) => Interlocked.Add(ref sum, n * index)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, Options, () => 0, (n, _, own) => own + n, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, Options, () => 0L, (n, _, index, own) => own + (n * index), own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => sum);
        script.Get(() => Parallel.ForEach(Numbers, Options, (n, state) => state.Stop()).IsCompleted);
        script.Get(() => Parallel.ForEach(Numbers, new ParallelOptions { CancellationToken = new CancellationToken(true) }, n => { }).IsCompleted);
    });

    [Fact]
    public void For_each_of_a_partitioner() => AlikeAndControlled(script =>
    {
        var sum = 0L;
        Partitioner<int> some = Partitioner.Create(Numbers, loadBalance: true);
        OrderablePartitioner<int> ordered = Partitioner.Create((IEnumerable<int>)Numbers, EnumerablePartitionerOptions.NoBuffering);
        script.Get(() => Parallel.ForEach(some, n => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(some, (n, _) => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(some, () => 0, (n, _, own) => own + n, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.ForEach(ordered, (n, _, index) => Interlocked.Add(ref sum, n * index)).IsCompleted);
        script.Get(() => Parallel.ForEach(ordered, () => 0L, (n, _, index, own) => own + (n * index), own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.ForEach(some, Options, n => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(some, Options, (n, _) => Interlocked.Add(ref sum, n)).IsCompleted);
        script.Get(() => Parallel.ForEach(some, Options, () => 0, (n, _, own) => own + n, own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => Parallel.ForEach(ordered, Options, (n, _, index) => Interlocked.Add(ref sum, n * index)).IsCompleted);
        script.Get(() => Parallel.ForEach(ordered, Options, () => 0L, (n, _, index, own) => own + (n * index), own => Interlocked.Add(ref sum, own)).IsCompleted);
        script.Get(() => sum);
        script.Do(() => Parallel.ForEach((Partitioner<int>)null!, n => { }));
    });

    [Fact]
    public void Partitions_of_a_lazy_sequence() => AlikeAndControlled(script =>
    {
        var closed = 0;
        var partitioner = Partitioner.Create(Counted());
        script.Get(() => partitioner.GetPartitions(0));
        var two = partitioner.GetOrderablePartitions(2);
        script.Get(() => two[0].Current);
        script.Get(() => (two[0].MoveNext(), two[0].Current));
        script.Do(two[0].Reset);
        script.Get(() => (two[1].MoveNext(), two[1].Current, two[1].MoveNext()));
        script.Do(two[0].Dispose);
        script.Do(two[0].Dispose);
        script.Get(() => closed);
        script.Do(two[1].Dispose);
        script.Get(() => closed);
        var any = partitioner.GetDynamicPartitions();
        script.Get(() => any.First() + any.First());
        script.Do(((IDisposable)any).Dispose);
        script.Get(() => closed);
        script.Get(any.First);

        IEnumerable<int> Counted()
        {
            try
            {
                yield return 5;
                yield return 6;
            }
            finally
            {
                closed++;
            }
        }
    });

    [Fact]
    public void Asynchronously() => AlikeAndControlled(script =>
    {
        var sum = 0;
        script.Do(() => Parallel.ForAsync(0, 4, Never, Add).Wait());
        script.Do(() => Parallel.ForAsync(0, 4, Options, Add).Wait());
        script.Do(() => Parallel.ForEachAsync(Numbers, Never, Add).Wait());
        script.Do(() => Parallel.ForEachAsync(Numbers, Options, Add).Wait());
        script.Do(() => Parallel.ForEachAsync(Slowly(), Never, Add).Wait());
        script.Do(() => Parallel.ForEachAsync(Slowly(), Options, Add).Wait());
        script.Get(() => sum);
        script.Do(() => Parallel.ForEachAsync(Numbers, new CancellationToken(true), Add).Wait());

        ValueTask Add(int number, CancellationToken token)
        {
            Interlocked.Add(ref sum, number);
            return default;
        }

        static async IAsyncEnumerable<int> Slowly()
        {
            foreach (var number in Numbers)
            {
                await Task.Delay(1);
                yield return number;
            }
        }
    });

    [Fact]
    public void Loop_state() => AlikeAndControlled(script =>
    {
        var seen = 0;
        script.Get(() => Parallel.For(0, 1, (_, state) =>
        {
            state.Break();
            seen = state.IsExceptional || state.IsStopped || state.LowestBreakIteration != 0 || !state.ShouldExitCurrentIteration ? 1 : 2;
        }).LowestBreakIteration);
        script.Get(() => Parallel.For(0, 1, (_, state) =>
        {
            state.Stop();
            seen = state is { IsStopped: true, LowestBreakIteration: null } ? 3 : 4;
        }).IsCompleted);
        script.Get(() => seen);
        script.Get(() => Parallel.For(0, 1, (_, state) =>
        {
            state.Stop();
            state.Break();
        }));
    });
}
