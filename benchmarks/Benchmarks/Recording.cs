using System.Diagnostics;
using ConcurrencyTrace;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;
using static Benchmarks.Results;

namespace Benchmarks;

/// <summary>What an event costs whoever records it, and what an annotation costs where nothing is recorded.</summary>
internal static class Recording
{
    private const int Events = 100_000;
    private const int Calls = 10_000_000;
    private const int Rounds = 51;

    public static void Run(Results results)
    {
        results.Section("Recording an event", "Nanoseconds a call on one thread; the timestamp is `Stopwatch.GetTimestamp` alone.");
        results.Table("what", "ns", "at most");
        var virtualClock = RecordVirtual();
        var wallClock = RecordWall();
        var timestamp = Median(10 * Events, ReadClock);
        var annotation = Median(Calls, Annotations) - Median(Calls, Nothing);
        results.Row("event under the virtual clock", Number(virtualClock, "0.0"), "20");
        results.Row("event under the wall clock", Number(wallClock, "0.0"), "40");
        results.Row("of these the timestamp", Number(timestamp, "0.0"), "");
        results.Row("`Annotate.Count` where nothing records", Number(annotation, "0.00"), "0.5");
        results.Verdict(virtualClock <= 20 && wallClock <= 40 && annotation <= 0.5, "the three bounds.");
    }

    private static double Median(int calls, Action<int> run) => Median(calls, run, static () => { });

    // What comes between the rounds is not the recording thread's time.
    private static double Median(int calls, Action<int> run, Action between)
    {
        return Statistics.Median(Enumerable.Range(0, Rounds + 2).Select(_ =>
        {
            between();
            var begin = Stopwatch.GetTimestamp();
            run(calls);
            return Stopwatch.GetElapsedTime(begin).TotalNanoseconds / calls;
        }).Skip(2));
    }

    // As a run after another is recorded: in the memory of the one before.
    private static double RecordVirtual()
    {
        var recorder = new Recorder();
        return Median(Events, Record, recorder.Clear);

        void Record(int events)
        {
            for (var i = 0; i < events; i++)
            {
                recorder.Add(i, EventKind.Acquired, 1, 2, 0, 3);
            }
        }
    }

    // As a session records: what was recorded is taken out by another thread.
    private static double RecordWall()
    {
        var recorder = new ObservationRecorder();
        var taken = new List<ObservedEvent>();
        var order = new TimeOrder();
        var operation = recorder.Create(null, OperationKind.Body, "body", 0);
        return Median(Events, Record, Take);

        void Take()
        {
            recorder.Take(long.MaxValue, taken, order);
            taken.Clear();
            order.Clear();
        }

        void Record(int events)
        {
            for (var i = 0; i < events; i++)
            {
                recorder.Record(EventKind.Acquired, operation, null, 2, 0, 3);
            }
        }
    }

    private static void ReadClock(int events)
    {
        var sum = 0L;
        for (var i = 0; i < events; i++)
        {
            sum += Stopwatch.GetTimestamp();
        }

        GC.KeepAlive(sum);
    }

    private static void Annotations(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Annotate.Count("name", i);
        }
    }

    private static void Nothing(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Empty(i);
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void Empty(int value) => Volatile.Read(ref value);
}
