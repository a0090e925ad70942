using System.Collections.Immutable;
using System.Security.Cryptography;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class ImmutableInterlockedTests
{
    [Fact]
    public void An_update_runs_its_function_again_when_another_came_between() => Fails(FailureKind.Assertion, () =>
    {
        var calls = 0;
        var list = ImmutableList<int>.Empty;
        Together(() => Add(1), () => Add(2));
        Assert.Equal(2, list.Count);
        Assert.Equal(2, calls);

        void Add(int item) => ImmutableInterlocked.Update(ref list, current =>
        {
            Interlocked.Increment(ref calls);
            return current.Add(item);
        });
    });

    [Fact]
    public void Updates_lose_nothing() => Passes(() =>
    {
        var list = ImmutableList<int>.Empty;
        var array = ImmutableArray<int>.Empty;
        Together(() => Add(1), () => Add(2));
        Assert.Equal(2, list.Count);
        Assert.Equal(2, array.Length);

        void Add(int item)
        {
            ImmutableInterlocked.Update(ref list, static (current, added) => current.Add(added), item);
            ImmutableInterlocked.Update(ref array, current => current.Add(item));
        }
    });

    [Fact]
    public void Reading_and_then_exchanging_loses_an_item() => Fails(FailureKind.Assertion, () =>
    {
        var array = ImmutableArray<int>.Empty;
        Together(() => Add(1), () => Add(2));
        Assert.Equal(2, array.Length);

        void Add(int item) => ImmutableInterlocked.InterlockedExchange(ref array, array.Add(item));
    });

    [Fact]
    public void A_factory_may_run_twice_and_one_value_wins() => Fails(FailureKind.Assertion, () =>
    {
        var made = 0;
        var map = ImmutableDictionary<string, int>.Empty;
        var (first, second) = (0, 0);
        Together(() => first = Get(), () => second = Get());
        Assert.True(first == second, "not the same value");
        Assert.Equal(1, made);

        int Get() => ImmutableInterlocked.GetOrAdd(ref map, "a", _ => Interlocked.Increment(ref made));
    });

    [Fact]
    public void Members_do_as_in_the_runtime() => Alike(script =>
    {
        var map = ImmutableDictionary<string, int>.Empty;
        var stack = ImmutableStack<int>.Empty;
        var queue = ImmutableQueue<int>.Empty;
        script.Get(() => ImmutableInterlocked.AddOrUpdate(ref map, "a", 1, (_, old) => old + 1));
        script.Get(() => ImmutableInterlocked.AddOrUpdate(ref map, "a", _ => 1, (_, old) => old + 1));
        script.Get(() => ImmutableInterlocked.TryUpdate(ref map, "a", 5, 2));
        script.Get(() => ImmutableInterlocked.TryAdd(ref map, "a", 5));
        script.Get(() => ImmutableInterlocked.GetOrAdd(ref map, "b", static (_, arg) => arg, 7));
        script.Get(() => ImmutableInterlocked.TryRemove(ref map, "b", out var removed) ? removed : -1);
        script.Do(() => ImmutableInterlocked.Push(ref stack, 1));
        script.Get(() => ImmutableInterlocked.TryPop(ref stack, out var popped) ? popped : -1);
        script.Get(() => ImmutableInterlocked.TryPop(ref stack, out _));
        script.Do(() => ImmutableInterlocked.Enqueue(ref queue, 1));
        script.Get(() => ImmutableInterlocked.TryDequeue(ref queue, out var taken) ? taken : -1);
        script.Do(() => ImmutableInterlocked.Update(ref stack, null!));
    });

    [Fact]
    public void Secure_random_numbers_are_part_of_the_schedule() => Fails(FailureKind.Assertion, () =>
    {
        Assert.Equal(16, RandomNumberGenerator.GetBytes(16).Length);
        Assert.Matches("^[0-9a-f]{8}$", RandomNumberGenerator.GetHexString(8, lowercase: true));
        using var generator = RandomNumberGenerator.Create();
        var bytes = new byte[4];
        generator.GetNonZeroBytes(bytes);
        Assert.DoesNotContain((byte)0, bytes);
        Assert.InRange(RandomNumberGenerator.GetInt32(4), 0, 2);
    });

    [Fact]
    public void What_the_generator_refuses_stays_refused() => Alike(script =>
    {
        script.Do(() => RandomNumberGenerator.GetBytes(-1));
        script.Do(() => RandomNumberGenerator.GetInt32(0));
        script.Do(() => RandomNumberGenerator.GetInt32(3, 3));
        script.Do(() => RandomNumberGenerator.GetString("", 3));
        script.Do(() => RandomNumberGenerator.GetHexString(-1));
        script.Do(() => RandomNumberGenerator.GetItems<int>([], 1));
    });
}
