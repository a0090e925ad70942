using System.Reflection;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>Traces to test with.</summary>
internal static class Samples
{
    private const long Module = 0x0A0B0C0DL << 32;

    /// <summary>Two operations and one lock; the example of <c>docs/format.md</c>.</summary>
    public static Trace Small { get; } = new(
        new TraceHeader("T", TraceMode.Explore, 1, 7),
        [
            new TraceEvent(0, EventKind.OperationCreated, 0, 1, (long)OperationKind.Body, 0),
            new TraceEvent(0, EventKind.OperationStarted, 1, 0, 0, 0),
            new TraceEvent(0, EventKind.ResourceCreated, 1, 1, (long)ResourceKind.Lock, Module),
            new TraceEvent(0, EventKind.Acquired, 1, 1, 0, Module),
            new TraceEvent(10_000, EventKind.Released, 1, 1, 0, Module),
            new TraceEvent(10_000, EventKind.OperationEnded, 1, 0, (long)OperationEnd.Completed, 0),
        ],
        [new OperationInfo(1, "body", OperationKind.Body, 0, 0)],
        [new ResourceInfo(1, ResourceKind.Lock, "Lock#1", Module)])
    {
        Sites = new Dictionary<long, Site> { [Module] = new Site(Module, "A.B", "Lock.Enter", "a.cs", 22) },
    };

    /// <summary>An operation found at work twice, and a thread of nobody's once.</summary>
    public static Trace AtWork { get; } = new(
        new TraceHeader("T", TraceMode.Observe, 0, 0),
        [
            new TraceEvent(0, EventKind.OperationCreated, 0, 1, (long)OperationKind.Body, 0),
            new TraceEvent(0, EventKind.OperationStarted, 1, 0, 0, 0),
            new TraceEvent(10_000, EventKind.CpuSample, 1, 77, 10_000, 0, null, 1),
            new TraceEvent(20_000, EventKind.CpuSample, 1, 77, 10_000, 0, null, 2),
            new TraceEvent(20_000, EventKind.CpuSample, 0, 78, 10_000, 0),
            new TraceEvent(30_000, EventKind.OperationEnded, 1, 0, (long)OperationEnd.Completed, 0),
        ],
        [new OperationInfo(1, "body", OperationKind.Body, 0, 0)],
        [])
    {
        Sites = new[] { "Inner", "Outer", "Main" }.Select((method, i) => new Site(i + 1, method, "", null, 0)).ToDictionary(s => s.Id),
        Stacks = [[1, 2, 3], [2, 3]],
    };

    /// <summary>The ABBA deadlock, as the explorer finds it.</summary>
    public static Trace Deadlock { get; } = Explorer.Run(Abba, new ExplorerOptions { TestIdentity = "Samples.Abba" }).Failure!.Trace;

    /// <summary>One of each kind, with texts, stacks, and numbers at their ends; not one that a run could give.</summary>
    public static Trace Odd(int seed, int count = 300)
    {
        var random = new Random(seed);
        string?[] texts = [null, null, "", "text", "\"quoted\" // \\ back", "two\nlines\r\n", "naïve ☃ 🧵", "\u0001 text=x site=2"];
        long[] numbers = [0, 1, -1, 63, 64, 127, 128, 255, 256, int.MaxValue, long.MaxValue, long.MinValue];
        var sites = Enumerable.Range(0, 20).Select(i => new Site(((long)random.Next() << 32) | (uint)random.Next(), $"M{i}.<Run>b__{i}", "await", i % 3 == 0 ? null : $"/src/{i}.cs", i)).ToList();
        var stacks = Enumerable.Range(0, 5).Select(_ => (IReadOnlyList<long>)[.. sites.Take(random.Next(1, 6)).Select(s => s.Id)]).ToList();
        var kinds = Enum.GetValues<EventKind>();
        var events = new List<TraceEvent>();
        for (var (i, time) = (0, 0L); i < count; i++)
        {
            time += random.Next(4) == 0 ? random.Next(100_000) : 0;
            events.Add(new TraceEvent(
                time,
                kinds[random.Next(1, kinds.Length)],
                random.Next(4),
                (int)numbers[random.Next(numbers.Length - 2)],
                numbers[random.Next(numbers.Length)],
                random.Next(3) == 0 ? 0 : sites[random.Next(sites.Count)].Id,
                texts[random.Next(texts.Length)],
                random.Next(4) == 0 ? random.Next(1, stacks.Count + 1) : 0));
        }

        return new Trace(
            new TraceHeader("Some.Test(row: \"1\\2\")", TraceMode.Observe, 0, ulong.MaxValue)
            {
                Environment = TraceEnvironment.Current,
                Modules = [new TraceModule("App", "f00d"), new TraceModule("Lib", "")],
                SystemCalls = "none: \"why\"",
                ScheduleText = "concurrencytrace-schedule 1\ntest: \\x\nrun 1 of 2 ?\n",
            },
            events,
            [.. Enumerable.Range(1, 3).Select(i => new OperationInfo(i, texts[i + 3]!, (OperationKind)i, i - 1, sites[i].Id))],
            [.. Enumerable.Range(1, 3).Select(i => new ResourceInfo(i, (ResourceKind)i, texts[i + 3]!, sites[i + 5].Id))])
        {
            Sites = sites.ToDictionary(s => s.Id),
            Stacks = stacks,
            Deadlock = new DeadlockInfo([new DeadlockWait(1, BlockReason.Lock, 1, sites[7].Id, [2, 3], true), new DeadlockWait(2, BlockReason.TaskAwait, 0, 0, [], false)], seed % 2 == 0),
        };
    }

    public static byte[] Bytes(Trace trace, TraceCompression compression = TraceCompression.Deflate)
    {
        using var stream = new MemoryStream();
        trace.Save(stream, compression);
        return stream.ToArray();
    }

    public static Trace Read(byte[] bytes)
    {
        using var reader = new TraceReader(new MemoryStream(bytes));
        return TraceLoader.Load(reader);
    }

    /// <summary>Fails unless both say the same, with the same numbers.</summary>
    public static void AssertSame(Trace expected, Trace actual)
    {
        Assert.Equal(expected.Events, actual.Events);
        Assert.Equal(expected.Operations, actual.Operations);
        Assert.Equal(expected.Resources, actual.Resources);
        Assert.Equal(TraceText.Write(expected), TraceText.Write(actual));
    }

    public static string RepositoryFile(string path) => Path.Combine(
        typeof(Samples).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!, path);

    private static Task Abba()
    {
        var (a, b) = (new object(), new object());
        return Task.WhenAll(Task.Run(() => Both(a, b)), Task.Run(() => Both(b, a)));
    }

    private static void Both(object first, object second)
    {
        lock (first)
        {
            lock (second)
            {
            }
        }
    }
}
