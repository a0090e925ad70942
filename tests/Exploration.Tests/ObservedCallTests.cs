using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;
using static ConcurrencyTrace.Exploration.Tests.ObservedProgram;
using Process = System.Diagnostics.Process;
using ProcessStartInfo = System.Diagnostics.ProcessStartInfo;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What calls of woven code leave in a trace of the real scheduler, each with its site.</summary>
public sealed class ObservedCallTests
{
    private static int Count(Trace trace, EventKind kind, ResourceKind of) => trace.Events.Count(e => e.Kind == kind && trace.ResourceWith(e.Subject)?.Kind == of);

    [Fact]
    public void Waiting_for_an_event_names_who_set_it_and_where()
    {
        using var slim = new ManualResetEventSlim();
        BlockedUntil(
            Observe(() =>
            {
                var other = OnceWaiting(slim.SetIt);
                slim.Wait();
                other.Join();
            }),
            BlockReason.Event,
            ResourceKind.Event,
            "ManualResetEventSlim.Wait",
            "ManualResetEventSlim.Set");

        using var handle = new AutoResetEvent(false);
        BlockedUntil(
            Observe(() =>
            {
                var other = OnceWaiting(() => handle.Set());
                Assert.True(handle.WaitOne());
                other.Join();
            }),
            BlockReason.Event,
            ResourceKind.Event,
            "WaitHandle.WaitOne",
            "EventWaitHandle.Set");
    }

    [Fact]
    public void An_event_that_is_set_blocks_nobody()
    {
        using var set = new ManualResetEventSlim(true);
        Assert.DoesNotContain(Observe(() => set.Wait()).Events, e => e.Kind == EventKind.Blocked);
    }

    [Fact]
    public void Mutexes_kernel_semaphores_and_reader_writer_locks_are_taken_and_given_back()
    {
        using var mutex = new Mutex();
        using var semaphore = new Semaphore(1, 1);
        using var slim = new ReaderWriterLockSlim();
        var old = new ReaderWriterLock();
        var trace = Observe(() =>
        {
            mutex.WaitOne();
            mutex.ReleaseMutex();
            semaphore.WaitOne();
            Assert.False(semaphore.WaitOne(0));
            semaphore.Release();
            slim.EnterReadLock();
            slim.ExitReadLock();
            slim.EnterUpgradeableReadLock();
            Assert.True(slim.TryEnterWriteLock(1));
            slim.ExitWriteLock();
            slim.ExitUpgradeableReadLock();
            old.AcquireReaderLock(-1);
            old.ReleaseReaderLock();
            old.AcquireWriterLock(-1);
            old.ReleaseWriterLock();
            Assert.Throws<SynchronizationLockException>(() => slim.ExitReadLock());
        });

        foreach (var kind in new[] { EventKind.Acquired, EventKind.Released })
        {
            Assert.True(Count(trace, kind, ResourceKind.Mutex) == 1, Text(trace));
            Assert.Equal(1, Count(trace, kind, ResourceKind.Semaphore));
            Assert.Equal(
                [HoldMode.Exclusive, HoldMode.Exclusive, HoldMode.Shared, HoldMode.Shared, HoldMode.Upgradeable],
                trace.Events.Where(e => e.Kind == kind && trace.ResourceWith(e.Subject)?.Kind == ResourceKind.ReaderWriterLock).Select(e => (HoldMode)e.Detail).Order());
        }
    }

    [Fact]
    public void A_writer_waits_for_a_reader()
    {
        using var gate = new ReaderWriterLockSlim();
        var trace = Observe(() =>
        {
            gate.EnterReadLock();
            var writer = new Thread(() =>
            {
                gate.EnterWriteLock();
                gate.ExitWriteLock();
            });
            writer.Start();
            SpinWait.SpinUntil(() => gate.WaitingWriteCount > 0);
            gate.ExitReadLock();
            writer.Join();
        });

        var blocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)BlockReason.WriterLock);
        var unblocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Unblocked && e.Detail == (long)BlockReason.WriterLock);
        Assert.Equal((2, 1, 2), (blocked.Operation, unblocked.Operation, unblocked.Subject));
        Assert.Equal("ReaderWriterLockSlim.ExitReadLock", trace.SiteAt(unblocked.Site).Member);
    }

    [Fact]
    public void Countdowns_barriers_and_monitors_have_their_waits_and_signals()
    {
        using var countdown = new CountdownEvent(1);
        BlockedUntil(
            Observe(() =>
            {
                var other = OnceWaiting(() => countdown.Signal());
                countdown.Wait();
                other.Join();
            }),
            BlockReason.Countdown,
            ResourceKind.Countdown,
            "CountdownEvent.Wait",
            "CountdownEvent.Signal");

        using var barrier = new Barrier(2);
        BlockedUntil(
            Observe(() =>
            {
                var other = OnceWaiting(() => barrier.SignalAndWait());
                barrier.SignalAndWait();
                other.Join();
            }),
            BlockReason.Barrier,
            ResourceKind.Barrier,
            "Barrier.SignalAndWait",
            "Barrier.SignalAndWait");

        var gate = new object();
        BlockedUntil(
            Observe(() =>
            {
                var other = OnceWaiting(() =>
                {
                    lock (gate)
                    {
                        Monitor.Pulse(gate);
                    }
                });
                lock (gate)
                {
                    Assert.True(Monitor.Wait(gate));
                }

                other.Join();
            }),
            BlockReason.MonitorWait,
            ResourceKind.Monitor,
            "Monitor.Wait",
            "Monitor.Exit");
    }

    [Fact]
    public void A_channel_is_one_resource_whose_items_are_counted()
    {
        var trace = Observe(async () =>
        {
            var channel = Channel.CreateBounded<int>(1);
            Assert.True(channel.Writer.TryWrite(1));
            Assert.False(channel.Writer.TryWrite(2));
            var second = Task.Run(async () => await channel.Writer.WriteAsync(2));
            Assert.Equal(1, await channel.Reader.ReadAsync());
            await second;
            channel.Writer.Complete();
            var rest = new List<int>();
            await foreach (var item in channel.Reader.ReadAllAsync())
            {
                rest.Add(item);
            }

            Assert.Equal([2], rest);
            Assert.False(await channel.Reader.WaitToReadAsync());
        });

        var resource = Assert.Single(trace.Resources, r => r.Kind == ResourceKind.Channel);
        Assert.Equal(2, trace.Events.Count(e => e.Kind == EventKind.Sent && e.Subject == resource.Id));
        Assert.Equal(2, trace.Events.Count(e => e.Kind == EventKind.Received && e.Subject == resource.Id));
        Assert.Single(trace.Events, e => e.Kind == EventKind.Signalled && e.Subject == resource.Id);
        Assert.Equal(1, Assert.Single(Tracing.Analyses.QueueLength.Peaks(trace)).Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_waits_for_an_item_is_blocked_on_the_channel(bool unbounded)
    {
        var trace = Observe(async () =>
        {
            var channel = unbounded ? Channel.CreateUnbounded<int>() : Channel.CreateBounded<int>(1);
            var reading = Read(channel.Reader);
            await channel.Writer.WriteAsync(7);
            Assert.Equal(7, await reading);
        });

        static async Task<int> Read(ChannelReader<int> reader) => await reader.ReadAsync();
        var resource = Assert.Single(trace.Resources, r => r.Kind == ResourceKind.Channel);
        var blocked = Assert.Single(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)BlockReason.ChannelReceive);
        Assert.Equal(resource.Id, blocked.Subject);
        var received = Assert.Single(trace.Events, e => e.Kind == EventKind.Received);
        Assert.Equal((blocked.Operation, resource.Id), (received.Operation, received.Subject));
        Assert.Equal("ChannelReader.ReadAsync", trace.SiteAt(received.Site).Member);
    }

    [Fact]
    public void A_blocking_collection_counts_its_items_and_names_who_is_held_up()
    {
        using var items = new BlockingCollection<int>(1);
        var trace = Observe(() =>
        {
            var other = OnceWaiting(() => Assert.Equal(1, items.Take()));
            items.Add(1);
            items.Add(2);
            other.Join();
            items.CompleteAdding();
            Assert.Equal([2], items.GetConsumingEnumerable().ToArray());
        });

        Assert.Equal(2, Count(trace, EventKind.Sent, ResourceKind.Collection));
        Assert.Equal(2, Count(trace, EventKind.Received, ResourceKind.Collection));
        Assert.Single(
            trace.Events,
            e => e.Kind == EventKind.Blocked && e.Detail == (long)BlockReason.Collection && e.Operation == 1 && trace.SiteAt(e.Site).Member == "BlockingCollection.Add");
    }

    [Fact]
    public void Work_that_is_handed_over_is_an_operation_of_its_own()
    {
        var trace = Observe(async () =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.QueueUserWorkItem(_ => done.SetResult());
            await done.Task;
            var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (var timer = new Timer(_ => fired.TrySetResult(), null, 1, Timeout.Infinite))
            {
                await fired.Task;
            }

            Assert.Equal(3, await Task.FromResult(1).ContinueWith(task => task.Result + 2, TaskScheduler.Default));
            var later = new Task(() => { });
            later.Start();
            await later;
        });

        Assert.True(
            trace.Operations.Select(o => o.Kind).SequenceEqual([OperationKind.Body, OperationKind.WorkItem, OperationKind.Timer, OperationKind.Task, OperationKind.Task]), Text(trace));
        Assert.All(trace.Operations.Skip(1), o => Assert.Equal(1, o.Creator));
        Assert.Equal(5, trace.Events.Count(e => e.Kind == EventKind.OperationEnded));
        Assert.Equal(
            ["TaskCompletionSource.SetResult", "TaskCompletionSource.TrySetResult"],
            trace.Events.Where(e => e.Kind == EventKind.Signalled).Select(e => trace.SiteAt(e.Site).Member));
    }

    [Fact]
    public void A_continuation_that_never_runs_is_no_operation()
    {
        var trace = Observe(() => Assert.Throws<AggregateException>(() => Task.CompletedTask.ContinueWith(_ => { }, TaskContinuationOptions.OnlyOnFaulted).Wait()));

        Assert.Single(trace.Operations);
    }

    [Fact]
    public async Task Parallel_loops_are_an_operation_a_thread_and_asynchronous_ones_an_operation_a_round()
    {
        using var together = new Barrier(2);
        var trace = Observe(async () =>
        {
            Parallel.Invoke(() => together.SignalAndWait(), () => together.SignalAndWait());
            await Parallel.ForEachAsync(Enumerable.Range(0, 3), async (_, token) => await Task.Delay(1, token));
            await Parallel.ForAsync(0, 2, async (_, token) => await Task.Delay(1, token));
        });

        Assert.True(trace.Operations.Count == 7, Text(trace));
        Assert.Equal(7, trace.Events.Count(e => e.Kind == EventKind.OperationEnded));
        Assert.Equal(2, trace.Events.Where(e => e.Kind == EventKind.Signalled).Select(e => e.Operation).Distinct().Count());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task What_is_explored_beside_an_observed_flow_is_explored_as_ever()
    {
        using ManualResetEventSlim begun = new(), explored = new();
        var observed = Task.Factory.StartNew(
            () => Observe(() =>
            {
                begun.Set();
                explored.Wait();
            }),
            TaskCreationOptions.LongRunning);
        begun.Wait();
        var path = Path.GetTempFileName();
        var result = Explorer.Run(
            async () =>
            {
                await File.WriteAllTextAsync(path, "");
                File.WriteAllText(path, "");
                await Parallel.ForAsync(0, 2, (_, _) => default);
            },
            new ExplorerOptions { Schedules = 1 });
        explored.Set();
        await observed;

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Equal(["File.WriteAllTextAsync", "File.WriteAllText"], result.Trace.Events.Where(e => e.Kind == EventKind.IoBegin).Select(e => result.Trace.SiteAt(e.Site).Member));
    }

    [Fact]
    public void Timers_and_delays_say_what_is_waited_for()
    {
        var trace = Observe(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            Assert.True(await timer.WaitForNextTickAsync());
            await Task.Delay(100); // long enough not to be over before it is awaited, on a busy machine
            Thread.Sleep(1);
            SpinWait.SpinUntil(() => true);
        });

        Assert.Equal([BlockReason.Spin, BlockReason.Delay, BlockReason.Delay], trace.Events.Where(e => e.Kind == EventKind.Blocked && e.Detail != (long)BlockReason.Timer).Select(e => (BlockReason)e.Detail).Order());
        Assert.Contains(trace.Resources, r => r.Kind == ResourceKind.Timer);
    }

    [Fact]
    public void Cancelling_is_a_signal()
    {
        var trace = Observe(() =>
        {
            using var source = new CancellationTokenSource();
            source.Cancel();
        });

        Assert.Equal(1, Count(trace, EventKind.Signalled, ResourceKind.Cancellation));
    }

    [Fact]
    public void Each_send_and_receive_of_a_socket_begins_and_ends()
    {
        var trace = Observe(async () =>
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            using var client = new TcpClient();
            var accepting = listener.AcceptSocketAsync();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            var server = await accepting;
            var reading = Read(server);
            await client.GetStream().WriteAsync(new byte[] { 1, 2, 3 });
            Assert.Equal(3, await reading);
            server.Send([4]);
            Assert.Equal(4, client.GetStream().ReadByte()); // no member of the table
            server.Dispose();
        });

        static async Task<int> Read(Socket socket) => await socket.ReceiveAsync(new byte[8]);
        var io = trace.Events.Where(e => e.Kind is EventKind.IoBegin or EventKind.IoEnd).ToLookup(e => e.Subject);
        Assert.True(io.Count == 5, Text(trace));
        Assert.All(io, request => Assert.Equal([EventKind.IoBegin, EventKind.IoEnd], request.Select(e => e.Kind)));
        Assert.All(io, request => Assert.All(request, e => Assert.Equal((long)IoKind.Socket, e.Detail)));
        Assert.Contains(io, request => trace.SiteAt(request.First().Site).Member == "Socket.ReceiveAsync" && request.Last().Text == "3 bytes");
        Assert.Contains(trace.Events, e => e.Kind == EventKind.Blocked && e.Detail == (long)BlockReason.Network);
    }

    [Fact]
    public void Files_pipes_and_processes_are_input_and_output_but_memory_is_not()
    {
        var path = Path.GetTempFileName();
        var trace = Observe(async () =>
        {
            await File.WriteAllTextAsync(path, "text");
            using (var file = File.OpenRead(path))
            using (var reader = new StreamReader(file))
            {
                Assert.Equal('t', reader.Read());
                Assert.Equal("ext", reader.ReadToEnd());
            }

            Assert.Equal(4, (await File.ReadAllBytesAsync(path)).Length);

            using (var server = new AnonymousPipeServerStream(PipeDirection.Out))
            using (var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle))
            {
                server.Write([1]);
                Assert.Equal(1, client.Read(new byte[1]));
            }

            using (var memory = new MemoryStream())
            {
                memory.Write([1]);
            }

            var pipe = new Pipe();
            await pipe.Writer.WriteAsync(new byte[] { 1 });
            pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
            using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
        });
        File.Delete(path);

        var begun = trace.Events.Where(e => e.Kind == EventKind.IoBegin).Select(e => ((IoKind)e.Detail, trace.SiteAt(e.Site).Member)).ToList();
        Assert.Equal(
            [
                (IoKind.File, "File.WriteAllTextAsync"),
                (IoKind.File, "TextReader.Read"),
                (IoKind.File, "TextReader.ReadToEnd"),
                (IoKind.File, "File.ReadAllBytesAsync"),
                (IoKind.Pipe, "Stream.Write"),
                (IoKind.Pipe, "Stream.Read"),
                (IoKind.Pipe, "PipeWriter.WriteAsync"),
                (IoKind.Pipe, "PipeReader.ReadAsync"),
                (IoKind.Process, "Process.Start"),
                (IoKind.Pipe, "TextReader.ReadToEndAsync"),
                (IoKind.Process, "Process.WaitForExitAsync"),
            ],
            begun);
        Assert.Equal(
            [("File.ReadAllBytesAsync", "4 bytes"), ("Stream.Read", "1 bytes")],
            trace.Events.Where(e => e is { Kind: EventKind.IoEnd, Text: not null }).Select(e => (trace.SiteAt(e.Site).Member, e.Text!)));
        Assert.Equal(11, trace.Events.Count(e => e.Kind == EventKind.IoEnd));
    }
}

file static class Extensions
{
    public static void SetIt(this ManualResetEventSlim target) => target.Set();
}
