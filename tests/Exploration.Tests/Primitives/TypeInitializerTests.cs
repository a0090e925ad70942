using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

#pragma warning disable CA1810 // Static constructors are what is tested.
/// <summary>A type initialiser runs once in a process, so each test has types of its own.</summary>
public class TypeInitializerTests
{
    private static readonly object Gate = new();
    private static int shared;

    [Fact]
    public void One_that_waits_for_who_needs_its_type_is_a_deadlock()
    {
        var failure = Explorer.Run(() => Task.Run(() => WaitsForItself.Value), new ExplorerOptions { Schedules = 1 }).Failure!;

        Assert.Equal(FailureKind.Deadlock, failure.Kind);
        Assert.Contains("waits for static WaitsForItself#1 held by", failure.Summary, StringComparison.Ordinal);
        Assert.Contains("A type initialiser runs once in a process", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_waits_for_others_ends() => Passes(() => Together(() => Assert.Equal(3, WaitsForOthers.Value), () => Assert.Equal(3, WaitsForOthers.Value)));

    [Fact]
    public void Whoever_holds_a_lock_that_it_wants_and_needs_its_type_waits_for_ever()
    {
        var failures = Chains(40).Select(type => Explorer.Run(OfType(type), new ExplorerOptions { Schedules = 1, Shrink = false, TestIdentity = type.ToString() }).Failure).ToList();

        Assert.Contains(failures, failure => failure is { Kind: FailureKind.Deadlock });
        Assert.Contains(failures, failure => failure is null);
    }

    [Fact]
    public void A_schedule_means_the_same_whether_types_are_initialised_or_not()
    {
        var options = new ExplorerOptions { Schedules = 1 };
        Func<Task> body = async () => await Task.WhenAll(Task.Run(() => Late.Value), Task.Run(() => Late.Value));

        Assert.Equal(Decisions(), Decisions());

        int Decisions() => Explorer.Run(body, options).Trace.Events.Count(e => e.Kind == EventKind.Decision);
    }

    [Theory]
    [InlineData(typeof(Single<>))]
    [InlineData(typeof(Copy<>))]
    [InlineData(typeof(Table<>))]
    public void One_that_does_not_wait_is_one_step(Type generic)
    {
        // Whoever needs the type meanwhile would block in the runtime, where nobody sees it.
        using var uses = Chains(40).Select(type => generic.MakeGenericType(type).GetMethod("Use")!.CreateDelegate<Func<Task>>()).GetEnumerator();
        var result = Explorer.Run(() => uses.MoveNext() ? uses.Current() : Task.CompletedTask, new ExplorerOptions { Schedules = 40, Strategy = StrategyNames.Random });

        Assert.Null(result.Failure);
        Assert.Empty(result.Uncontrolled);
    }

    private static Func<Task> OfType(Type type) => typeof(Opposite<>).MakeGenericType(type).GetMethod(nameof(Opposite<>.Run))!.CreateDelegate<Func<Task>>();

    private static IEnumerable<Type> Chains(int count)
    {
        var type = typeof(int);
        for (var i = 0; i < count; i++)
        {
            yield return type = typeof(List<>).MakeGenericType(type);
        }
    }

    private static class WaitsForItself
    {
        public static readonly int Value = Task.Run(() => Seed).Result;

        private static int Seed => Value + 1;
    }

    private static class WaitsForOthers
    {
        public static readonly int Value;

        static WaitsForOthers() => Value = Task.Run(async () =>
        {
            await Task.Yield();
            return 3;
        }).Result;
    }

    private static class Late
    {
        public static readonly int Value = Interlocked.Increment(ref count);

        private static int count = 5;
    }

    private static class Single<T>
    {
        public static Task Use() => Task.WhenAll(Task.Run(Take), Task.Run(Take));

        private static void Take() => Assert.True(Numbers.Only.Queue.TryDequeue(out _));

        private sealed class Numbers
        {
            public static readonly Numbers Only = new();

            private Numbers()
            {
                for (var i = 0; i < 5; i++)
                {
                    Queue.Enqueue(i);
                }
            }

            public ConcurrentQueue<int> Queue { get; } = new();
        }
    }

    private static class Copy<T>
    {
        public static Task Use() => Task.WhenAll(Task.Run(Take), Task.Run(Take), Task.Run(static () => shared++));

        private static void Take() => Assert.Equal(Copies.First, Copies.Second);

        private static class Copies
        {
            public static readonly int First = shared;
            public static readonly int Second = shared;
        }
    }

    private static class Table<T>
    {
        public static Task Use() => Task.WhenAll(Task.Run(Change), Task.Run(Change));

        private static void Change() => Assert.NotEqual(0, Cells.All[1]++);

        private static class Cells
        {
            public static readonly int[] All = new int[2];

            static Cells()
            {
                for (var i = 0; i < All.Length; i++)
                {
                    All[i] = 1;
                }
            }
        }
    }

    private static class Opposite<T>
    {
        public static Task Run() => Task.WhenAll(
            Task.Run(() => Settings.Get()),
            Task.Run(() =>
            {
                lock (Gate)
                {
                    return Settings.Get();
                }
            }));

        private static class Settings
        {
            private static readonly int Value;

            static Settings()
            {
                lock (Gate)
                {
                    Value = 1;
                }
            }

            public static int Get() => Value;
        }
    }
}
