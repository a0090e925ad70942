using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ConcurrencyTrace.Capture.Session;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace ConcurrencyTrace.Capture.Tests;

/// <summary>What the runtime does within a scope is in it, and nothing else is.</summary>
public class RuntimeCaptureTests
{
    [Fact]
    public void A_garbage_collection_is_captured_with_its_generation_and_suspension()
    {
        var scope = RuntimeCapture.Start();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true); // the runtime may take an older generation than it is asked for
        var events = Stop(scope);

        Assert.Contains(events, e => e.Kind == EventKind.GcBegin && e.Detail == GC.MaxGeneration && e.Text!.Contains("Induced", StringComparison.Ordinal));
        var begin = events.First(e => e.Kind == EventKind.GcBegin && e.Detail == GC.MaxGeneration);
        Assert.Contains(events, e => e.Kind == EventKind.GcEnd && e.Time >= begin.Time);
        Assert.Contains(events, e => e.Kind == EventKind.SuspensionBegin);
        Assert.Contains(events, e => e.Kind == EventKind.SuspensionEnd);
        Assert.Contains(events, e => e.Kind == EventKind.HeapSize && e.Detail > 0);
    }

    [Fact]
    public void An_exception_is_captured_with_its_type_and_message()
    {
        var scope = RuntimeCapture.Start();
        Throw("inside the scope");
        var events = Stop(scope);

        Assert.Single(events, e => e.Kind == EventKind.ExceptionThrown && e.Text == "System.InvalidOperationException: inside the scope");
    }

    [Fact]
    public void A_contended_lock_is_captured_with_how_long_it_took()
    {
        var gate = new object();
        var scope = RuntimeCapture.Start();
        Throw("to know the owner's thread");
        Thread waiter;
        lock (gate)
        {
            waiter = new Thread(() =>
            {
                lock (gate)
                {
                }
            });
            waiter.Start();
            SpinWait.SpinUntil(() => (waiter.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0);
        }

        waiter.Join();
        var events = Stop(scope);

        var owner = events.First(e => e.Text?.EndsWith("to know the owner's thread", StringComparison.Ordinal) == true).Subject;
        Assert.Contains(events, e => e.Kind == EventKind.ContentionBegin && e.Detail == owner);
        Assert.Contains(events, e => e.Kind == EventKind.ThreadStarted);
        Assert.Contains(events, e => e.Kind == EventKind.ContentionEnd && e.Detail > 0);
    }

    [Fact]
    public async Task A_socket_that_connects_is_captured()
    {
        var scope = RuntimeCapture.Start();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var server = await listener.AcceptTcpClientAsync();
        var events = Stop(scope);

        Assert.Contains(events, e => e.Kind == EventKind.IoBegin && e.Detail == (long)IoKind.Socket && e.Text!.StartsWith("ConnectStart", StringComparison.Ordinal));
        Assert.Contains(events, e => e.Kind == EventKind.IoEnd && e.Detail == (long)IoKind.Socket && e.Text!.StartsWith("ConnectStop", StringComparison.Ordinal));
    }

    [Fact]
    public void The_runtime_s_own_file_has_stacks_with_names_and_samples()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("nettrace-").FullName, "folder", "run.nettrace");
        var scope = RuntimeCapture.Start(new RuntimeCaptureOptions { NettracePath = path });
        Throw("in the file");
        Assert.NotEqual(0UL, KeepBusy()); // some samples: one a millisecond
        var events = Stop(scope);

        var sample = events.First(e => e.Kind == EventKind.CpuSample && Methods(e).Any(static m => m.Contains(nameof(KeepBusy), StringComparison.Ordinal)));
        Assert.InRange(sample.Time, 0, Stopwatch.GetElapsedTime(scope.Begin).Ticks);
        Assert.Equal(TimeSpan.TicksPerMillisecond, sample.Detail);
        Assert.Contains(Methods(sample), m => m.Contains(nameof(The_runtime_s_own_file_has_stacks_with_names_and_samples), StringComparison.Ordinal));

        using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(path));
        // An event is another one as soon as the next is looked at.
        var thrown = Assert.Single(log.Events.Where(e => e.EventName == "Exception/Start" && e.PayloadByName("ExceptionMessage") is "in the file").Select(e => Methods(e.CallStack())));
        Assert.Contains(thrown, m => m.Contains(nameof(The_runtime_s_own_file_has_stacks_with_names_and_samples), StringComparison.Ordinal));
        Assert.Contains(log.Events, e => e.ProviderName == "Microsoft-DotNETCore-SampleProfiler");
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_and_nothing_else_is_lost()
    {
        var scope = RuntimeCapture.Start(new RuntimeCaptureOptions { NettracePath = "/proc/nowhere/run.nettrace" });
        Throw("beside it");
        var events = scope.Stop();

        Assert.StartsWith("CTR0206", Assert.Single(events, e => e.Kind == EventKind.EventsLost).Text, StringComparison.Ordinal);
        Assert.Contains(events, e => e.Text?.EndsWith("beside it", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void What_was_taken_out_is_not_there_again()
    {
        var scope = RuntimeCapture.Start();
        Throw("first");
        IReadOnlyList<TraceEvent> taken;
        do
        {
            taken = scope.Take(new AllOfOne(), long.MaxValue);
        }
        while (!taken.Any(e => e.Text?.EndsWith(": first", StringComparison.Ordinal) == true));

        Throw("second");
        var rest = Stop(scope);

        Assert.DoesNotContain(rest, e => e.Text?.EndsWith(": first", StringComparison.Ordinal) == true);
        Assert.Contains(rest, e => e.Text?.EndsWith(": second", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_thread_pool_growing_is_captured()
    {
        var scope = RuntimeCapture.Start();
        var before = ThreadPool.ThreadCount;
        using var release = new ManualResetEventSlim();
        using var running = new CountdownEvent(before + Environment.ProcessorCount + 1);
        var work = Enumerable.Range(0, running.InitialCount).Select(_ => Task.Run(() =>
        {
            running.Signal();
            release.Wait();
        })).ToArray();
        running.Wait();
        release.Set();
        await Task.WhenAll(work);
        var events = Stop(scope);

        Assert.Contains(events, e => e.Kind is EventKind.ThreadPoolSize or EventKind.ThreadPoolStarvation && e.Detail > before);
    }

    [Fact]
    public void What_happens_outside_a_scope_is_not_in_it()
    {
        Throw("before");
        var scope = RuntimeCapture.Start();
        Throw("during");
        var inner = RuntimeCapture.Start();
        var innerEvents = Stop(inner);
        var events = Stop(scope);
        Throw("after");

        Assert.Equal(["System.InvalidOperationException: during"], events.Where(e => e.Text?.StartsWith("System.InvalidOperationException: ", StringComparison.Ordinal) == true).Select(e => e.Text));
        Assert.DoesNotContain(innerEvents, e => e.Text?.EndsWith("during", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Times_are_of_the_stopwatch_and_in_order()
    {
        var scope = RuntimeCapture.Start();
        var before = Stopwatch.GetElapsedTime(scope.Begin).Ticks;
        Throw("timed");
        var after = Stopwatch.GetElapsedTime(scope.Begin).Ticks;
        var events = Stop(scope);

        Assert.InRange(events.Single(e => e.Text?.EndsWith("timed", StringComparison.Ordinal) == true).Time, before, after);
        Assert.Equal(events.Select(e => e.Time).Order(), events.Select(e => e.Time));
    }

    [Fact]
    public void Events_of_another_activity_are_left_out_on_request()
    {
        var scope = RuntimeCapture.Start();
        Throw("mine");
        var events = scope.Stop(new OfAnother());

        Assert.DoesNotContain(events, e => e.Kind == EventKind.ExceptionThrown);
    }

    [Fact]
    public async Task Each_exception_comes_through_each_time_that_it_is_thrown()
    {
        var scope = RuntimeCapture.Start();
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(ThrowTwiceLater);
            Assert.Throws<NullReferenceException>(static () => ((string?)null)!.Length);
            Assert.Throws<DivideByZeroException>(static () => 1 / int.Parse("0", System.Globalization.CultureInfo.InvariantCulture));
        }

        var events = Stop(scope);

        Assert.Equal(60, events.Count(e => e.Text == "System.InvalidOperationException: once")); // thrown, thrown again, and by the await
        Assert.Equal(20, events.Count(e => e.Text?.StartsWith("System.NullReferenceException: ", StringComparison.Ordinal) == true));
        Assert.Equal(20, events.Count(e => e.Text?.StartsWith("System.DivideByZeroException: ", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task As_many_contended_locks_come_through_as_the_process_counts()
    {
        var (monitor, gate, count) = (new object(), new Lock(), 0);
        var scope = RuntimeCapture.Start();
        var before = Monitor.LockContentionCount;
        while (Monitor.LockContentionCount < before + 10)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                lock (monitor)
                {
                    lock (gate)
                    {
                        count++;
                        Thread.Sleep(1); // held for longer than a waiter spins
                    }
                }
            })));
        }

        var events = Stop(scope); // says what is missing

        Assert.True(events.Count(e => e.Kind == EventKind.ContentionBegin) >= 10);
    }

    [Fact]
    public void Fewer_events_than_the_process_counts_are_said_by_kind()
    {
        var found = new RuntimeCounts().With(EventKind.GcBegin).With(EventKind.ContentionBegin).With(EventKind.IoBegin);

        Assert.Equal(
            [
                "CTR0205: 2 of 3 garbage collections are missing: the runtime counted them, and did not hand them over.",
                "CTR0205: 4 of 5 contended locks are missing: the runtime counted them, and did not hand them over.",
            ],
            found.MissingOf(new RuntimeCounts(3, 5)));
    }

    [Fact]
    public async Task A_request_that_fails_is_heard_from_its_beginning_to_its_end()
    {
        var scope = RuntimeCapture.Start();
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://127.0.0.1:1/")));
        var events = Stop(scope);

        Assert.Contains(events, e => e.Kind == EventKind.IoBegin && e.Text!.StartsWith("RequestStart scheme=http host=127.0.0.1 port=1", StringComparison.Ordinal));
        Assert.Contains(events, e => e.Kind == EventKind.Log && e.Text!.StartsWith("RequestFailed", StringComparison.Ordinal));
        Assert.Contains(events, e => e.Kind == EventKind.IoEnd && e.Detail == (long)IoKind.Http && e.Text!.StartsWith("RequestStop", StringComparison.Ordinal));
    }

    private static List<string> Methods(TraceCallStack? innermost)
    {
        var methods = new List<string>();
        for (var frame = innermost; frame is not null; frame = frame.Caller)
        {
            methods.Add(frame.CodeAddress.FullMethodName);
        }

        return methods;
    }

    private static IEnumerable<string> Methods(TraceEvent e) => StackTable.Frames(e.Stack).Select(static site => SiteTable.Resolve(site).Method);

    // So much work, and not so much time: of that, other threads take a part, and a clock that is asked all the time is most of it.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static ulong KeepBusy()
    {
        var state = 1UL;
        for (var i = 0; i < 400_000_000; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
        }

        return state;
    }

    private static async Task ThrowTwiceLater()
    {
        await Task.Yield();
        try
        {
            throw new InvalidOperationException("once");
        }
        catch (InvalidOperationException)
        {
            throw;
        }
    }

    private static IReadOnlyList<TraceEvent> Stop(CaptureScope scope)
    {
        var events = scope.Stop();
        Assert.DoesNotContain(events, e => e.Kind == EventKind.EventsLost);
        return events;
    }

    private static void Throw(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException)
        {
        }
    }

    private sealed class OfAnother : IRunTimeline
    {
        public long TimeOf(long timestamp) => timestamp;

        public int? OperationOf(Guid activity) => null;
    }

    private sealed class AllOfOne : IRunTimeline
    {
        public long TimeOf(long timestamp) => timestamp;

        public int? OperationOf(Guid activity) => 0;
    }
}
