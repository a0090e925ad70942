using System.Diagnostics;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Work that is not under control: waited for in real time, while others go on, and never mistaken for a deadlock.</summary>
public class OutsideTests
{
    private static readonly ExplorerOptions Options = new() { Schedules = 20, ExternalWaitTimeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public void An_awaited_file_is_waited_for()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "text");
            var result = Explorer.Run(
                async () =>
                {
                    var read = await Task.WhenAll(Task.Run(() => File.ReadAllTextAsync(file)), Task.Run(() => File.ReadAllTextAsync(file)));
                    Assert.Equal(["text", "text"], read);
                },
                Options);
            Assert.True(result.Failure is null, result.Failure?.Report);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_private_timer_of_the_platform_calls_back_as_an_operation()
    {
        var result = Explorer.Run(
            async () =>
            {
                var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var timer = MakePrivateTimer(_ => told.SetResult(), null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan, false);
                await told.Task;
                GC.KeepAlive(timer);
            },
            new ExplorerOptions { Schedules = 3 });
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.NotEmpty(result.Uncontrolled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_source_of_the_programs_own_may_be_completed_by_a_handler(bool asTask)
    {
        var result = Explorer.Run(
            async () =>
            {
                var source = new Source();
                var timer = MakePrivateTimer(_ => source.Complete(), null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan, false);
                await (asTask ? new ValueTask(source.Task.AsTask()) : source.Task);
                GC.KeepAlive(timer);
            },
            new ExplorerOptions { Schedules = 3 });
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void What_is_awaited_may_turn_to_the_outside_after_time_has_passed()
    {
        var file = typeof(OutsideTests).Assembly.Location;
        var result = Explorer.Run(
            async () =>
            {
                var unwrapped = Task.Delay(10).ContinueWith(_ => File.ReadAllBytesAsync(file), TaskScheduler.Default).Unwrap();
                var returned = Task.Run(async () =>
                {
                    await Task.Delay(20);
                    return await File.ReadAllBytesAsync(file);
                });
                await Task.WhenAll(unwrapped, returned).WaitAsync(TimeSpan.FromHours(1));
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void What_waits_in_real_time_is_shrunk_in_few_attempts()
    {
        var (file, runs) = (typeof(OutsideTests).Assembly.Location, 0);
        var result = Explorer.Run(
            async () =>
            {
                runs++;
                await using var stream = File.OpenRead(file);
                Assert.Equal(1, await stream.ReadAsync(new byte[1]));
                var steps = new List<int>();
                await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => Step(worker))));
                Assert.InRange(steps.Zip(steps.Skip(1)).Count(pair => pair.First != pair.Second), 0, 10); // only many departures together break it

                void Step(int worker)
                {
                    for (var i = 0; i < 6; i++)
                    {
                        lock (steps)
                        {
                            steps.Add(worker);
                        }
                    }
                }
            },
            Options with { Schedules = 200 });
        Assert.NotNull(result.Failure);
        Assert.InRange(runs - result.SchedulesRun, 1, 40);
    }

    [Fact]
    public void What_another_operation_sends_through_a_pipe_is_waited_for()
    {
        var result = Explorer.Run(
            async () =>
            {
                await using var output = new AnonymousPipeServerStream(PipeDirection.Out);
                await using var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
                var buffer = new byte[1];
                var reading = input.ReadAsync(buffer);
                var writing = Task.Run(async () =>
                {
                    await Task.Yield();
                    await output.WriteAsync(new byte[] { 7 });
                });
                Assert.Equal(1, await reading);
                Assert.Equal(7, buffer[0]);
                await writing;
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void A_method_of_another_library_that_was_waited_for_in_real_time_is_named()
    {
        var result = Explorer.Run(
            async () =>
            {
                await using var output = new AnonymousPipeServerStream(PipeDirection.Out);
                await using var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
                var reading = Record.ExceptionAsync(async () => Assert.Equal(1, await input.ReadAsync(new byte[1])));
                await output.WriteAsync(new byte[] { 7 });
                Assert.Null(await reading);
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Contains(result.Uncontrolled, u => u.StartsWith("waited in real time for Record.ExceptionAsync of xunit.v3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_method_of_another_library_is_named_as_it_is_written_where_the_compiler_made_its_class()
    {
        var result = Explorer.Run(
            async () =>
            {
                await using var pipe = new NamedPipeServerStream($"nobody-connects-{Environment.ProcessId}");
                await pipe.WaitForConnectionAsync();
            },
            Options with { Schedules = 1, Shrink = false, ExternalWaitTimeout = TimeSpan.FromMilliseconds(20) });
        Assert.Contains(result.Uncontrolled, u => u.Contains("NamedPipeServerStream.WaitForConnectionAsync of System.IO.Pipes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_library_that_acts_by_itself_and_is_not_woven_is_named_once_a_schedule()
    {
        var result = Explorer.Run(
            () =>
            {
                ControlledOutside.NotWoven("Some.Library", 0);
                ControlledOutside.NotWoven("Some.Library", 1);
                return Task.CompletedTask;
            },
            Options);
        Assert.Equal(20, result.SchedulesRun);
        Assert.StartsWith("Some.Library is not woven and starts work or counts time by itself", Assert.Single(result.Uncontrolled), StringComparison.Ordinal);
        Assert.EndsWith("(20 times)", result.Uncontrolled[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_in_which_operations_come_back_is_part_of_the_schedule() => ReplaysTheOrder(LastPipeWins);

    [Fact]
    public void So_is_the_order_in_which_those_come_back_that_blocked_in_calls_of_the_system() => ReplaysTheOrder(() =>
    {
        LastReaderWins();
        return Task.CompletedTask;
    });

    private static void ReplaysTheOrder(Func<Task> program)
    {
        var result = Explorer.Run(program, Options with { Schedules = 200 });

        Assert.Equal(FailureKind.Exception, result.Failure!.Kind);
        Assert.Contains(result.Failure.Schedule.Decisions, d => d.Kind == DecisionKind.External);
        for (var i = 0; i < 20; i++)
        {
            var replayed = Explorer.Replay(program, Schedule.Parse(result.Failure.Schedule.ToString()), Options);
            Assert.Equal(result.Failure.Summary, replayed.Failure?.Summary);
        }
    }

    [Fact]
    public void Who_came_back_against_the_schedule_goes_on_before_anybody_is_called_deadlocked()
    {
        var comesFromOutside = false;
        var found = Explorer.Run(Body, Options);
        comesFromOutside = true;

        Assert.Contains(found.Failure!.Schedule.Decisions, d => d.Kind == DecisionKind.External);
        Assert.Equal(found.Failure.Summary, Explorer.Replay(Body, found.Failure.Schedule, Options).Failure!.Summary);

        async Task Body()
        {
            await File.ReadAllTextAsync(typeof(OutsideTests).Assembly.Location);
            var source = new TaskCompletionSource();
            var waiting = Wait(source.Task);
            if (comesFromOutside)
            {
                RunOutside(source.SetResult);
            }
            else
            {
                source.SetResult();
            }

            await waiting;
            await Task.WhenAll(Task.Run(() => { }), Task.Run(() => { }));
            throw new InvalidOperationException("always");
        }

        static async Task Wait(Task task) => await task;
    }

    [Fact]
    public void A_failure_that_does_not_come_again_is_shown_as_it_was()
    {
        var runs = 0;
        var result = Explorer.Run(
            () =>
            {
                if (runs++ == 0)
                {
                    throw new TimeoutException("once");
                }
            },
            Options);

        Assert.Equal(FailureKind.Exception, result.Failure!.Kind);
        Assert.IsType<TimeoutException>(result.Failure.Exception);
        Assert.Contains("did not give the same failure", result.Failure.Report, StringComparison.Ordinal);
    }

    // What is called by reflection is not redirected.
    private static void RunOutside(ThreadStart action)
    {
        var thread = (Thread)Activator.CreateInstance(typeof(Thread), action)!;
        typeof(Thread).GetMethod(nameof(Thread.UnsafeStart), [])!.Invoke(thread, null);
        typeof(Thread).GetMethod(nameof(Thread.Join), [])!.Invoke(thread, null);
    }

    // Before whatever else waits for the task, on the thread that completes it.
    private static void FirstOutside(Task task, Action action) =>
        typeof(Task).GetMethod(nameof(Task.ContinueWith), [typeof(Action<Task>), typeof(TaskContinuationOptions)])!
            .Invoke(task, [(Action<Task>)(_ => action()), TaskContinuationOptions.ExecuteSynchronously]);

    // Both may be in a call of the system, and come back at once.
    private static void LastReaderWins()
    {
        using AnonymousPipeServerStream first = new(PipeDirection.Out), second = new(PipeDirection.Out);
        using AnonymousPipeClientStream firstEnd = new(PipeDirection.In, first.ClientSafePipeHandle), secondEnd = new(PipeDirection.In, second.ClientSafePipeHandle);
        var (last, reading) = (0, 0);
        var readers = new[] { new Thread(() => Read(firstEnd, 1)), new Thread(() => Read(secondEnd, 2)) };
        Array.ForEach(readers, static reader => reader.Start());
        var both = Volatile.Read(ref reading) == 2;
        first.WriteByte(1);
        second.WriteByte(1);
        Array.ForEach(readers, static reader => reader.Join());
        if (both && last == 1)
        {
            throw new InvalidOperationException("the first came last");
        }

        void Read(AnonymousPipeClientStream pipe, int number)
        {
            Interlocked.Increment(ref reading);
            pipe.ReadExactly(new byte[1]);
            Volatile.Write(ref last, number);
        }
    }

    // Both pipes have something at once; which read comes back last is up to the machine.
    private static async Task LastPipeWins()
    {
        await using AnonymousPipeServerStream first = new(PipeDirection.Out), second = new(PipeDirection.Out);
        await using AnonymousPipeClientStream firstEnd = new(PipeDirection.In, first.ClientSafePipeHandle), secondEnd = new(PipeDirection.In, second.ClientSafePipeHandle);
        var last = 0;
        await Task.WhenAll(Read(firstEnd, 1), Read(secondEnd, 2), Write(first), Write(second));
        if (last == 1)
        {
            throw new InvalidOperationException("the first came last");
        }

        async Task Read(AnonymousPipeClientStream pipe, int number)
        {
            await Task.Yield();
            await pipe.ReadExactlyAsync(new byte[1]);
            last = number;
        }

        static async Task Write(AnonymousPipeServerStream pipe)
        {
            await Task.Yield();
            await pipe.WriteAsync(new byte[1]);
        }
    }

    [Fact]
    public void A_virtual_timeout_beside_a_file_does_not_fire_first()
    {
        var file = Path.GetTempFileName();
        try
        {
            var result = Explorer.Run(
                async () =>
                {
                    var reading = File.ReadAllTextAsync(file);
                    Assert.Same(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(30))));
                },
                Options);
            Assert.True(result.Failure is null, result.Failure?.Report);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_thread_that_blocks_in_the_operating_system_lets_others_go_on()
    {
        var result = Explorer.Run(
            async () =>
            {
                using var output = new AnonymousPipeServerStream(PipeDirection.Out);
                using var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
                var writing = Task.Run(() => output.WriteByte(7));
                Assert.Equal(7, input.ReadByte());
                await writing;
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Contains("blocked in code that is not under control", Assert.Single(result.Uncontrolled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_back_after_the_end_of_its_run_has_no_turn_however_often_it_asks()
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
        using var end = new AnonymousPipeServerStream(PipeDirection.Out);
        using var laterInput = new AnonymousPipeClientStream(PipeDirection.In, end.ClientSafePipeHandle);
        var runs = new List<(Thread Thread, int[] Refused)>();
        var result = Explorer.Run(
            () =>
            {
                var refused = new int[1];
                var thread = new Thread(() => ReadAndGoOn(refused));
                runs.Add((thread, refused));
                thread.Start();
                thread.Join();
            },
            Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(50), Shrink = false });
        Assert.Equal(FailureKind.Uncontrolled, result.Failure?.Kind);

        // While a later run goes on, its calls are still under control.
        var laterHasBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var later = Task.Run(() => Explorer.Run(
            () =>
            {
                laterHasBegun.TrySetResult();
                laterInput.ReadByte();
            },
            Options with { Schedules = 1 }));
        await laterHasBegun.Task;
        output.Write(new byte[3 * runs.Count]);
        Assert.All(runs, run =>
        {
            run.Thread.Join();
            Assert.Equal(3, run.Refused[0]);
        });
        end.WriteByte(1);
        Assert.Null((await later).Failure);

        void ReadAndGoOn(int[] refused)
        {
            for (var i = 0; i < 3; i++)
            {
                try
                {
                    input.ReadByte();
                    Thread.Yield();
                }
                catch (Exception e) when (e is OperationCanceledException or ThreadInterruptedException)
                {
                    refused[0]++;
                }
            }
        }
    }

    [Fact]
    public void A_wait_in_vain_says_who_is_held_up_and_what_others_wait_for()
    {
        var pipes = new List<IDisposable>();
        var result = Explorer.Run(
            async () =>
            {
                var output = new AnonymousPipeServerStream(PipeDirection.Out);
                var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
                pipes.Add(output);
                var gate = new object();
                await Task.WhenAll(Task.Run(() => Locked(gate, () => input.ReadByte())), Task.Run(() => Locked(gate, () => output.WriteByte(1))));
            },
            Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(200), Shrink = false });
        pipes.ForEach(pipe => pipe.Dispose());

        Assert.Equal(FailureKind.Uncontrolled, result.Failure?.Kind);
        var report = result.Failure!.Report;
        Assert.Contains("nobody goes on:", report, StringComparison.Ordinal);
        Assert.Contains("Task.Run is held up in Stream.ReadByte", report, StringComparison.Ordinal);
        Assert.Matches(@"Task\.Run waits for object#\d+ at .*, held by op \d", report);

        static void Locked(object gate, Action action)
        {
            lock (gate)
            {
                action();
            }
        }
    }

    [Fact]
    public void A_continuation_that_is_held_up_outside_on_the_stack_of_who_completed_what_it_awaited_is_given_up_with_it()
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
        var completing = new List<Task>();
        var result = Explorer.Run(
            async () =>
            {
                var isUp = new TaskCompletionSource();
                completing.Add(Task.Run(isUp.SetResult));
                await isUp.Task;
                input.ReadByte();
            },
            Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(50), Shrink = false });
        output.Write(new byte[completing.Count]);

        Assert.Equal(FailureKind.Uncontrolled, result.Failure?.Kind);
        Assert.Contains("held up in Stream.ReadByte", result.Failure!.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_that_never_ends_and_never_calls_is_given_up()
    {
        var stop = Marshal.AllocHGlobal(1); // not given back: who still reads it has no end that could be waited for
        Marshal.WriteByte(stop, 0);
        var result = Explorer.Run(() => Endless(stop), Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(50), Shrink = false });
        Marshal.WriteByte(stop, 1);
        Assert.Equal(FailureKind.Uncontrolled, result.Failure?.Kind);
    }

    [Fact]
    public void A_derived_completion_source_is_completed_by_the_program_or_never() =>
        Assert.Equal(FailureKind.Deadlock, Explorer.Run(() => new Request().Task, Options).Failure?.Kind);

    [Fact]
    public void A_value_task_source_of_the_program_is_completed_by_the_program_or_never() =>
        Assert.Equal(FailureKind.Deadlock, Explorer.Run(() => new Source().Task.AsTask(), Options).Failure?.Kind);

    [Fact]
    public void An_awaiter_of_the_program_that_nobody_resumes_deadlocks() =>
        Assert.Equal(FailureKind.Deadlock, Explorer.Run(async () => await new Never(null), Options).Failure?.Kind);

    [Fact]
    public void An_awaiter_of_the_program_that_passes_on_to_the_outside_is_waited_for()
    {
        var file = Path.GetTempFileName();
        var result = Explorer.Run(async () => await new Never(File.ReadAllTextAsync(file)), Options);
        File.Delete(file);
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void A_task_that_waits_behind_itself_at_an_exclusive_scheduler_deadlocks() => Assert.Equal(
        FailureKind.Deadlock,
        Explorer.Run(
            () =>
            {
                var factory = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
                return factory.StartNew(() => factory.StartNew(() => 1).Wait(Timeout.Infinite, new CancellationTokenSource().Token));
            },
            Options).Failure?.Kind);

    [Fact]
    public void One_that_may_run_what_it_waits_for_does()
    {
        var result = Explorer.Run(
            () =>
            {
                var factory = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
                return factory.StartNew(() => factory.StartNew(() => 1).Result);
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void Virtual_time_passes_at_once_beside_a_source_of_the_program()
    {
        var clock = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = Explorer.Run(
            async () =>
            {
                var (request, source) = (new Request(), new Source());
                using var timer = new Timer(_ => source.Complete(), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
                await source.Task;
                using var other = new Timer(_ => request.SetResult(), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
                await request.Task;
            },
            Options);
        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(clock), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void What_never_ends_outside_is_reported_as_such()
    {
        var never = new TaskCompletionSource();
        var result = Explorer.Run(() => never.Task, Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(FailureKind.Uncontrolled, result.Failure?.Kind);
    }

    [Fact]
    public void What_was_waited_for_in_real_time_is_named_with_its_place()
    {
        var never = new TaskCompletionSource();
        var result = Explorer.Run(async () => await never.Task, Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(FailureKind.Uncontrolled, result.Failure?.Kind);
        Assert.Contains(result.Uncontrolled, what => what.Contains($"{nameof(What_was_waited_for_in_real_time_is_named_with_its_place)} (lambda) (await)", StringComparison.Ordinal));
    }

    [Fact]
    public void Sockets_echo()
    {
        var result = Explorer.Run(
            async () =>
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var serving = Task.Run(async () =>
                {
                    using var accepted = await listener.AcceptTcpClientAsync();
                    var buffer = new byte[16];
                    var read = await accepted.GetStream().ReadAsync(buffer);
                    await accepted.GetStream().WriteAsync(buffer.AsMemory(0, read));
                });
                using var client = new TcpClient();
                await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
                await client.GetStream().WriteAsync(new byte[] { 1, 2, 3 });
                var answer = new byte[3];
                await client.GetStream().ReadExactlyAsync(answer);
                await serving;
                Assert.Equal([1, 2, 3], answer);
            },
            Options);

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Contains(result.Uncontrolled, what => what.Contains(nameof(OutsideTests), StringComparison.Ordinal));
    }

    [Fact]
    public void A_web_server_in_the_process_answers()
    {
        var result = Explorer.Run(
            async () =>
            {
                using var server = Listen(out var address);
                var serving = Task.Run(async () =>
                {
                    var context = await server.GetContextAsync();
                    await context.Response.OutputStream.WriteAsync("hello"u8.ToArray());
                    context.Response.Close();
                });
                using var client = new HttpClient();
                Assert.Equal("hello", await client.GetStringAsync(address));
                await serving;
            },
            Options with { Schedules = 5 });

        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void A_process_is_waited_for()
    {
        var result = Explorer.Run(
            async () =>
            {
                using var process = Process.Start("sleep", "0.05");
                await process.WaitForExitAsync();
                Assert.True(process.HasExited);
            },
            Options with { Schedules = 3 });

        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void What_a_handler_has_completed_is_no_deadlock_while_the_news_is_on_its_way()
    {
        var result = Explorer.Run(
            async () =>
            {
                var exited = new TaskCompletionSource();
                using var process = new Process { StartInfo = new("true"), EnableRaisingEvents = true };
                process.Exited += (_, _) => exited.TrySetResult();
                FirstOutside(exited.Task, () => Thread.Sleep(50));
                process.Start();
                await exited.Task;
            },
            Options with { Schedules = 3 });

        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void What_a_handler_completes_is_waited_for()
    {
        var result = Explorer.Run(
            async () =>
            {
                var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                using var process = new Process { StartInfo = new("sleep", "0.05"), EnableRaisingEvents = true };
                process.Exited += (_, _) => exited.TrySetResult(process.ExitCode);
                process.Start();
                Assert.Equal(0, await exited.Task.WaitAsync(TimeSpan.FromHours(1)));
            },
            Options with { Schedules = 3 });

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Contains(result.Uncontrolled, what => what.Contains("(Process.Exited)", StringComparison.Ordinal) || what.Contains("add_Exited", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_handler_signals_is_waited_for()
    {
        var result = Explorer.Run(
            () =>
            {
                using var exited = new ManualResetEventSlim();
                using var process = new Process { StartInfo = new("sleep", "0.05"), EnableRaisingEvents = true };
                process.Exited += (_, _) => exited.Set();
                process.Start();
                exited.Wait();
            },
            Options with { Schedules = 3 });

        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void What_a_handler_does_not_complete_is_a_deadlock_once_it_was_waited_for()
    {
        var result = Explorer.Run(
            async () =>
            {
                var never = new TaskCompletionSource();
                using var process = new Process();
                process.Exited += (_, _) => never.TrySetResult();
                await never.Task;
            },
            Options with { ExternalWaitTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
    }

    [Fact]
    public void A_time_limit_that_never_passes_is_under_control()
    {
        Assert.Empty(Explorer.Run(static () => Limit(Timeout.InfiniteTimeSpan), Options).Uncontrolled);
        Assert.Contains("(HttpClient.Timeout)", Assert.Single(Explorer.Run(static () => Limit(TimeSpan.FromSeconds(1)), Options).Uncontrolled), StringComparison.Ordinal);

        static void Limit(TimeSpan timeout)
        {
            using var client = new HttpClient { Timeout = timeout };
        }
    }

    [Fact]
    public void A_call_that_is_known_not_to_be_controlled_is_named_with_its_place()
    {
        var result = Explorer.Run(() => Assert.True(ThreadPool.ThreadCount >= 0), Options with { Schedules = 2 });

        Assert.Contains(nameof(A_call_that_is_known_not_to_be_controlled_is_named_with_its_place), Assert.Single(result.Uncontrolled), StringComparison.Ordinal);
        Assert.Contains("(ThreadPool.ThreadCount)", result.Uncontrolled[0], StringComparison.Ordinal);
        Assert.Contains(result.Trace.Events, e => e.Kind == EventKind.Uncontrolled);
    }

    // The class takes no port 0: whichever is free when it is tried.
    private static HttpListener Listen(out Uri address)
    {
        for (var port = 49200; ; port++)
        {
            var listener = new HttpListener();
            address = new Uri($"http://localhost:{port}/");
            listener.Prefixes.Add(address.ToString());
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (port < 65000)
            {
                listener.Close();
            }
        }
    }

    // Optimized, it would look once only, and keep a processor busy for the rest of the tests.
    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static void Endless(nint stop)
    {
        while (Marshal.ReadByte(stop) == 0)
        {
        }
    }

    private readonly struct Never(Task? task) : System.Runtime.CompilerServices.ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Never GetAwaiter() => this;

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => task?.GetAwaiter().UnsafeOnCompleted(continuation);

        public void GetResult() => task?.GetAwaiter().GetResult();
    }

    private sealed class Request : TaskCompletionSource;

    private sealed class Source : System.Threading.Tasks.Sources.IValueTaskSource
    {
        private System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore<bool> core;

        public ValueTask Task => new(this, core.Version);

        public void Complete() => core.SetResult(true);

        public void GetResult(short token) => core.GetResult(token);

        public System.Threading.Tasks.Sources.ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, System.Threading.Tasks.Sources.ValueTaskSourceOnCompletedFlags flags) =>
            core.OnCompleted(continuation, state, token, flags);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("System.Threading.TimerQueueTimer")]
    private static extern object MakePrivateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, bool flowExecutionContext);
}
