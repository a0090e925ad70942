using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What the outside calls on its own threads is an operation each time, and when it came is part of the schedule.</summary>
public class ArrivalTests
{
    private static readonly ExplorerOptions Options = new() { Schedules = 100 };

    // The system has 128 watchers for all processes of a user, and takes its time to take one back.
    private static readonly ExplorerOptions Few = Options with { Schedules = 20 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_callbacks_that_count_without_a_lock_lose_one(bool locked)
    {
        var (fails, replays) = Outcome(
            () =>
            {
                var (gate, count) = (new object(), 0);
                using var both = new CountdownEvent(2);
                using var first = new Connection();
                using var second = new Connection();
                first.Receive(Done);
                second.Receive(Done);
                first.Send();
                second.Send();
                both.Wait();
                Assert.Equal(2, Volatile.Read(ref count));

                void Done()
                {
                    if (locked)
                    {
                        lock (gate)
                        {
                            count++;
                        }
                    }
                    else
                    {
                        count++;
                    }

                    both.Signal();
                }
            });

        Assert.Equal(locked ? [] : [FailureKind.Assertion, FailureKind.Assertion, FailureKind.Assertion], [.. fails, .. replays]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_that_takes_two_locks_the_other_way_round_is_in_a_deadlock_with_who_waits_for_it(bool sameOrder)
    {
        var (fails, replays) = Outcome(() => InFolder(folder =>
        {
            var (files, index) = (new object(), new object());
            using var called = new SemaphoreSlim(0);
            using var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true };
            watcher.Created += (_, _) =>
            {
                called.Release();
                lock (sameOrder ? files : index)
                {
                    lock (sameOrder ? index : files)
                    {
                    }
                }
            };
            File.WriteAllText(Path.Combine(folder, "file"), "");
            called.Wait();
            lock (files)
            {
                lock (index)
                {
                }
            }
        }), Few);

        Assert.Equal(sameOrder ? [] : [FailureKind.Deadlock, FailureKind.Deadlock, FailureKind.Deadlock], [.. fails, .. replays]);
    }

    [Fact]
    public void A_call_from_outside_is_an_operation_named_after_what_was_handed_over()
    {
        var result = Explorer.Run(
            async () =>
            {
                var exited = new TaskCompletionSource();
                using var process = new Process { StartInfo = new("true"), EnableRaisingEvents = true };
                process.Exited += (_, _) => exited.SetResult();
                process.Start();
                await exited.Task;
            },
            Options with { Schedules = 1 });

        Assert.True(result.Failure is null, result.Failure?.Report);
        var handler = Assert.Single(result.Trace.Operations, o => o.Kind == OperationKind.External);
        Assert.Equal("Process.Exited handler", handler.Name);
        Assert.EndsWith("(Process.Exited)", SiteTable.Resolve(handler.CreationSite).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_handler_throws_fails_the_schedule()
    {
        var (fails, replays) = Outcome(
            () =>
            {
                using var called = new SemaphoreSlim(0);
                using var connection = new Connection();
                connection.Receive(() =>
                {
                    called.Release();
                    throw new InvalidOperationException("in the handler");
                });
                connection.Send();
                called.Wait();
            });

        Assert.Equal([FailureKind.Exception, FailureKind.Exception, FailureKind.Exception], [.. fails, .. replays]);
    }

    [Fact]
    public void A_handler_that_was_taken_off_is_not_called() => Assert.Empty(Outcome(() => InFolder(folder =>
    {
        using var called = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true };
        FileSystemEventHandler handler = (_, _) => Assert.Fail("called");
        watcher.Created += handler;
        watcher.Changed += handler;
        watcher.Created += (_, _) => called.Release();
        watcher.Changed -= handler;
        watcher.Created -= handler;
        File.WriteAllText(Path.Combine(folder, "file"), "text");
        called.Wait();
    }), Few).Failures);

    [Fact]
    public void Who_is_unwound_in_a_call_that_waits_for_a_handler_does_not_keep_the_run()
    {
        var result = Explorer.Run(
            () =>
            {
                var gate = new object();
                using var exited = new ManualResetEventSlim();
                using var process = new Process { StartInfo = new("true"), EnableRaisingEvents = true };
                process.Exited += (_, _) =>
                {
                    lock (gate)
                    {
                        exited.Set();
                    }
                };
                process.Start();
                lock (gate)
                {
                    exited.Wait();
                }
            },
            Options with { Schedules = 30, ExternalWaitTimeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
    }

    [Fact]
    public void A_handler_of_a_schedule_before_is_waited_for()
    {
        var process = new Process { StartInfo = new("sleep", ["0.1"]), EnableRaisingEvents = true };
        TaskCompletionSource exited = null!;
        var schedule = 0;
        var result = Explorer.Run(
            async () =>
            {
                exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (schedule++ == 0)
                {
                    process.Exited += (_, _) => exited.SetResult();
                    return;
                }

                process.Start();
                await exited.Task;
            },
            Options with { Schedules = 2 });
        process.Dispose();

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Equal(2, schedule);
    }

    [Fact]
    public void Lines_of_one_process_come_one_after_another_and_in_their_order() => Assert.Empty(Outcome(
        () =>
        {
            var lines = new List<string>();
            using var end = new ManualResetEventSlim();
            using var process = new Process { StartInfo = new("echo", ["1\n2\n3"]) { RedirectStandardOutput = true } };
            process.OutputDataReceived += (_, e) =>
            {
                if (e.Data is { } line)
                {
                    lines.Add(line);
                }
                else
                {
                    end.Set();
                }
            };
            process.Start();
            process.BeginOutputReadLine();
            end.Wait();
            Assert.Equal(["1", "2", "3"], lines);
        }).Failures);

    [Fact]
    public void What_outside_asks_of_the_program_is_answered_by_an_operation()
    {
        var result = Explorer.Run(
            async () =>
            {
                var asked = new TaskCompletionSource<int>();
                using var handler = new HttpClientHandler();
                handler.ServerCertificateCustomValidationCallback = (_, _, _, errors) =>
                {
                    asked.SetResult((int)errors);
                    return true;
                };
                var answer = AskOutside(() => handler.ServerCertificateCustomValidationCallback(null!, null, null, SslPolicyErrors.RemoteCertificateNameMismatch));
                Assert.Equal((int)SslPolicyErrors.RemoteCertificateNameMismatch, await asked.Task);
                Assert.True(await answer);
            },
            Options with { Schedules = 3 });

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Single(result.Trace.Operations, o => o.Kind == OperationKind.External);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_goes_on_after_asking_is_overtaken_by_the_answer(bool atomic)
    {
        var (fails, replays) = Outcome(
            () =>
            {
                var count = 0;
                using var received = new ManualResetEventSlim();
                using var connection = new Connection();
                connection.Receive(() =>
                {
                    Count();
                    received.Set();
                });
                connection.Send();
                Count();
                received.Wait();
                Assert.Equal(2, count);

                void Count()
                {
                    if (atomic)
                    {
                        Interlocked.Increment(ref count);
                    }
                    else
                    {
                        count++;
                    }
                }
            },
            Options with { Schedules = atomic ? 20 : 100 });

        Assert.Equal(atomic ? [] : [FailureKind.Assertion, FailureKind.Assertion, FailureKind.Assertion], [.. fails, .. replays]);
    }

    [Fact]
    public void A_callback_is_an_operation_also_where_its_answer_is_there_already()
    {
        var result = Explorer.Run(
            () =>
            {
                using var received = new ManualResetEventSlim();
                using var connection = new Connection();
                connection.Send();
                Assert.True(SpinWait.SpinUntil(() => connection.HasReceived, TimeSpan.FromSeconds(10)));
                connection.Receive(received.Set);
                received.Wait();
            },
            Options with { Schedules = 3 });

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Single(result.Trace.Operations, o => o.Kind == OperationKind.External);
    }

    [Fact]
    public void The_exit_of_a_process_is_told_by_an_operation_also_when_who_waits_for_it_finds_it_first()
    {
        var (fails, replays) = Outcome(() =>
        {
            var told = false;
            using var process = new Process { StartInfo = new("true"), EnableRaisingEvents = true };
            process.Exited += (_, _) => Volatile.Write(ref told, true);
            process.Start();
            process.WaitForExit();
            Assert.True(Volatile.Read(ref told));
        });

        Assert.Equal([FailureKind.Assertion, FailureKind.Assertion, FailureKind.Assertion], [.. fails, .. replays]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_worker_in_the_background_that_is_free_may_be_started_by_another(bool locked)
    {
        var (fails, replays) = Outcome(() =>
        {
            var gate = new object();
            using var worker = new BackgroundWorker();
            worker.DoWork += (_, _) => { };
            using var first = Task.Run(Start);
            using var second = Task.Run(Start);
            Task.WaitAll(first, second);

            void Start()
            {
                if (locked)
                {
                    lock (gate)
                    {
                        StartFree();
                    }
                }
                else
                {
                    StartFree();
                }
            }

            void StartFree()
            {
                if (!worker.IsBusy)
                {
                    worker.RunWorkerAsync();
                }
            }
        },
        Options with { Schedules = locked ? 20 : 100 });

        Assert.Equal(locked ? [] : [FailureKind.Exception, FailureKind.Exception, FailureKind.Exception], [.. fails, .. replays]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_polls_with_a_limit_sees_what_a_handler_does(bool spins) => Assert.Empty(Outcome(
        () =>
        {
            var received = false;
            using var connection = new Connection();
            connection.Receive(() => Volatile.Write(ref received, true));
            connection.Send();
            if (spins)
            {
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref received), 500));
            }
            else
            {
                for (var i = 0; i < 10 && !Volatile.Read(ref received); i++)
                {
                    Thread.Sleep(50);
                }

                Assert.True(Volatile.Read(ref received));
            }
        },
        Options with { Schedules = 5 }).Failures);

    [Fact]
    public void Callbacks_of_one_file_may_take_their_results_at_the_same_time() => Assert.Empty(Outcome(() =>
    {
        using var both = new CountdownEvent(2);
        using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        file.BeginWrite(new byte[1], 0, 1, Written, null);
        file.BeginWrite(new byte[1], 0, 1, Written, null);
        both.Wait();

        void Written(IAsyncResult written)
        {
            file.EndWrite(written);
            both.Signal();
        }
    }, Options with { Schedules = 20 }).Failures);

    [Fact]
    public void What_a_socket_calls_by_an_override_is_waited_for()
    {
        var result = Explorer.Run(
            async () =>
            {
                using var connection = new Connection();
                using var receiving = new Receiving();
                connection.Receive(receiving);
                await Task.Run(connection.Send);
                Assert.Equal(1, await receiving.Received);
            },
            Options with { Schedules = 10 });

        Assert.Null(result.Failure?.Report);
    }

    private static (FailureKind[] Failures, FailureKind?[] Replays) Outcome(Action body, ExplorerOptions? options = null)
    {
        var result = Explorer.Run(body, options ?? Options);
        return result.Failure is not { } failure ? ([], [])
            : ([failure.Kind], [.. Enumerable.Range(0, 2).Select(_ => Explorer.Replay(body, Schedule.Parse(failure.Schedule.ToString()), Options).Failure?.Kind)]);
    }

    // What is called by reflection is not redirected.
    private static Task<bool> AskOutside(Func<bool> ask) => (Task<bool>)typeof(Task).GetMethods()
        .Single(m => m is { Name: nameof(Task.Run), IsGenericMethod: true } && m.GetParameters() is [{ ParameterType.GenericTypeArguments: [{ IsGenericType: false }] }])
        .MakeGenericMethod(typeof(bool)).Invoke(null, [ask])!;

    private static void InFolder(Action<string> body)
    {
        var folder = Directory.CreateTempSubdirectory("arrivals").FullName;
        try
        {
            body(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Two ends of a connection.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Socket near = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly Socket far;

        public Connection()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            near.LingerState = new LingerOption(true, 0); // a port for each schedule
            near.Connect(listener.LocalEndPoint!);
            far = listener.Accept();
        }

        public bool HasReceived => near.Available > 0;

        public void Receive(Action done) => near.BeginReceive(new byte[1], 0, 1, SocketFlags.None, received =>
        {
            Assert.Equal(1, near.EndReceive(received));
            done();
        }, null);

        public void Receive(Receiving receiving) => Assert.True(near.ReceiveAsync(receiving));

        public void Send() => far.Send([1]);

        public void Dispose()
        {
            near.Dispose();
            far.Dispose();
        }
    }

    /// <summary>Is called by the system in a method of its own.</summary>
    private sealed class Receiving : SocketAsyncEventArgs
    {
        private readonly TaskCompletionSource<int> received = new();

        public Receiving() => SetBuffer(new byte[1]);

        public Task<int> Received => received.Task;

        protected override void OnCompleted(SocketAsyncEventArgs e) => received.SetResult(BytesTransferred);
    }
}
