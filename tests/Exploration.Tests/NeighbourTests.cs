using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Explorations that run at the same time share the process's static fields, as tests do that the test framework runs in parallel.</summary>
public class NeighbourTests
{
    private static readonly SemaphoreSlim Slim = new(1);
    private static readonly AutoResetEvent Turn = new(true);
    private static readonly ReaderWriterLockSlim ReaderWriter = new();
    private static readonly BlockingCollection<int> Items = [1];

    public static TheoryData<string> Shared => [.. All.Keys];

    private static Dictionary<string, Func<Task>> All { get; } = new()
    {
        ["semaphore"] = () => Under(Slim.Wait, () => Slim.Release()),
        ["semaphore, with a timeout"] = () => Under(() => Assert.True(Slim.Wait(1000)), () => Slim.Release()),
        ["semaphore, awaited"] = async () =>
        {
            await Task.WhenAll(UseAsync(), Task.Run(UseAsync));

            static async Task UseAsync()
            {
                await Slim.WaitAsync();
                await Task.Yield();
                Slim.Release();
            }
        },
        ["event"] = () => Under(() => Turn.WaitOne(), () => Turn.Set()),
        ["reader-writer lock"] = () => Under(ReaderWriter.EnterWriteLock, ReaderWriter.ExitWriteLock),
        ["collection"] = () => Under(() => Items.Take(), () => Items.Add(1)),
        ["channel made under control"] = async () =>
        {
            await Task.WhenAll(UseAsync(), Task.Run(UseAsync));

            static async Task UseAsync()
            {
                await MadeLate.Slots.Writer.WriteAsync(1);
                await MadeLate.Slots.Reader.ReadAsync();
            }
        },
        ["timer made under control"] = () =>
        {
            lock (MadeLate.Again)
            {
                MadeLate.Again.Change(10, Timeout.Infinite);
                Monitor.Wait(MadeLate.Again);
            }

            return Task.CompletedTask;
        },
    };

    [Theory]
    [MemberData(nameof(Shared))]
    public void What_others_hold_comes_free(string name)
    {
        var explorations = Enumerable.Range(1, 3).Select(seed => new Exploration(All[name], (ulong)seed)).ToList();
        explorations.ForEach(static exploration => exploration.Join());
        Assert.All(explorations, static exploration => Assert.True(exploration.Result?.Failure is null, exploration.Result?.Failure?.Report));
    }

    [Fact]
    public void An_exploration_within_a_schedule_is_no_neighbour_of_its_own_test()
    {
        var taken = new SemaphoreSlim(0);
        var (inner, runs) = ((ExplorationResult?)null, 0);
        var outer = Explorer.Run(
            () =>
            {
                taken.Release();
                taken.Wait();
                inner = Explorer.Run(
                    () =>
                    {
                        Interlocked.Increment(ref runs);
                        taken.Wait();
                    },
                    new ExplorerOptions { Schedules = 10 });
            },
            new ExplorerOptions { Schedules = 1 });

        Assert.Null(outer.Failure?.Report);
        Assert.Equal(FailureKind.Deadlock, inner?.Failure?.Kind);
        Assert.InRange(runs, 1, 50); // once, and the replays of the failure
    }

    [Fact]
    public void A_deadlock_over_what_is_shared_is_found()
    {
        var outer = new SemaphoreSlim(1);
        var inner = new SemaphoreSlim(1);
        var explorations = Enumerable.Range(1, 2).Select(seed => new Exploration(
            () => Task.WhenAll(Task.Run(() => TakeBothAsync(outer, inner)), Task.Run(() => TakeBothAsync(inner, outer))), (ulong)seed)).ToList();
        explorations.ForEach(static exploration => exploration.Join());
        Assert.All(explorations, static exploration => Assert.Equal(FailureKind.Deadlock, exploration.Result?.Failure?.Kind));

        static async Task TakeBothAsync(SemaphoreSlim first, SemaphoreSlim second)
        {
            await first.WaitAsync();
            await second.WaitAsync();
            second.Release();
            first.Release();
        }
    }

    private static Task Under(Action enter, Action exit)
    {
        return Task.WhenAll(Task.Run(Use), Task.Run(Use));

        void Use()
        {
            enter();
            exit();
        }
    }

    private static class MadeLate
    {
        public static readonly Channel<int> Slots = Channel.CreateBounded<int>(1);
        public static readonly Timer Again = new(static _ =>
        {
            lock (Again!)
            {
                Monitor.PulseAll(Again);
            }
        });
    }

    private sealed class Exploration
    {
        private readonly Thread thread;

        public Exploration(Func<Task> body, ulong seed)
        {
            thread = new Thread(() => Result = Explorer.Run(body, new ExplorerOptions { Schedules = 200, Seed = seed }));
            thread.Start();
        }

        public ExplorationResult? Result { get; private set; }

        public void Join() => thread.Join();
    }
}
