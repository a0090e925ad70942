using System.IO.Pipes;

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
                return factory.StartNew(() => factory.StartNew(() => 1).Result);
            },
            Options).Failure?.Kind);

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
}
