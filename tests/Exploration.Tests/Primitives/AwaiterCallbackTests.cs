using System.Runtime.CompilerServices;
using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

#pragma warning disable CA2012 // What is done with a value task by hand is what is tested.

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Delegates that programs leave with the runtime's awaiters themselves, as custom awaitables and libraries do.</summary>
public class AwaiterCallbackTests
{
    private static readonly AsyncLocal<int> Ambient = new();

    [Fact]
    public void Every_awaiter_calls_back() => Passes(async () =>
    {
        var open = new TaskCompletionSource<int>();
        Task plain = open.Task;
        var calls = new List<Task>();
        foreach (var unsafely in new[] { false, true })
        {
            calls.Add(Called(plain.GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(open.Task.GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(plain.ConfigureAwait(false).GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(open.Task.ConfigureAwait(false).GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(new ValueTask(plain).GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(new ValueTask<int>(open.Task).GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(new ValueTask(plain).ConfigureAwait(false).GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(new ValueTask<int>(open.Task).ConfigureAwait(false).GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
            calls.Add(Called(Task.Yield().GetAwaiter(), unsafely, static (a, c) => a.OnCompleted(c), static (a, c) => a.UnsafeOnCompleted(c)));
        }

        await Task.Run(() => open.SetResult(1));
        await Task.WhenAll(calls);
    });

    [Fact]
    public void A_callback_of_a_complete_task_runs_later() => Fails(FailureKind.Assertion, () =>
    {
        var called = false;
        Task.CompletedTask.GetAwaiter().OnCompleted(() => called = true);
        Assert.True(called);
    });

    [Fact]
    public void A_callback_runs_on_the_stack_of_whoever_completes() => Passes(() => CalledWhenCompleted(new TaskCompletionSource()));

    [Fact]
    public void A_callback_of_an_asynchronous_source_does_not() =>
        Fails(FailureKind.Assertion, () => CalledWhenCompleted(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));

    [Fact]
    public void A_callback_that_waits_for_its_starter_deadlocks() => Fails(FailureKind.Deadlock, async () =>
    {
        using var gate = new SemaphoreSlim(0);
        var done = new TaskCompletionSource();
        Task.Run(() => { }).GetAwaiter().OnCompleted(() =>
        {
            gate.Wait();
            done.SetResult();
        });
        await done.Task;
        gate.Release();
    });

    [Fact]
    public void An_exception_of_a_callback_fails() => Assert.Contains("in the callback", Fails(FailureKind.Exception, async () =>
    {
        var done = new TaskCompletionSource();
        Task.Run(() => { }).GetAwaiter().OnCompleted(() =>
        {
            done.SetResult();
            throw new InvalidOperationException("in the callback");
        });
        await done.Task;
        await Task.Delay(1);
    }).Report, StringComparison.Ordinal);

    [Fact]
    public void Only_a_safe_callback_has_the_context_it_was_left_in() => Passes(async () =>
    {
        TaskCompletionSource<int> safely = new(), unsafely = new();
        var task = Task.Run(() => { });
        Ambient.Value = 1;
        task.GetAwaiter().OnCompleted(() => safely.SetResult(Ambient.Value));
        task.GetAwaiter().UnsafeOnCompleted(() => unsafely.SetResult(Ambient.Value));
        Ambient.Value = 2;
        Assert.Equal(1, await safely.Task);
        Assert.Equal(0, await unsafely.Task);
    });

    [Fact]
    public void A_channel_calls_back() => Passes(async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        var read = new TaskCompletionSource<int>();
        var awaiter = channel.Reader.ReadAsync().GetAwaiter();
        awaiter.OnCompleted(() => read.SetResult(awaiter.GetResult()));
        await Task.Run(() => Assert.True(channel.Writer.TryWrite(7)));
        Assert.Equal(7, await read.Task);
    });

    [Fact]
    public void Awaiting_through_an_awaiter_of_ones_own_is_no_operation_more() => Passes(async () =>
    {
        var trace = TraceContext.Current;
        var source = new TaskCompletionSource();
        var completing = Task.Run(source.SetResult);
        await new Wrapped(source.Task);
        await completing;
        Assert.Equal(2, trace.SoFar().Operations.Count);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Asking_an_awaiter_again_and_again_lets_others_run(int which) => Passes(() =>
    {
        var done = false;
        var task = Task.Run(() =>
        {
            Thread.Yield();
            done = true;
            return 1;
        });
        switch (which)
        {
            case 0:
                for (var awaiter = task.GetAwaiter(); !awaiter.IsCompleted;)
                {
                }

                break;
            case 1:
                for (var awaiter = new ValueTask(task).ConfigureAwait(false).GetAwaiter(); !awaiter.IsCompleted;)
                {
                }

                break;
            default:
                for (var value = new ValueTask<int>(task); !value.IsCompleted;)
                {
                }

                break;
        }

        Assert.True(done);
    });

    [Fact]
    public void Every_awaiter_tells_whether_it_is_complete() => Passes(async () =>
    {
        var open = new TaskCompletionSource<int>();
        Task plain = open.Task;
        var before = Completions(plain, open.Task);
        await Task.Run(() => open.SetResult(1));
        Assert.DoesNotContain(true, before);
        Assert.DoesNotContain(false, Completions(plain, open.Task));
    });

    private static Task CalledWhenCompleted(TaskCompletionSource source)
    {
        var called = false;
        source.Task.GetAwaiter().OnCompleted(() => called = true);
        return Task.Run(() =>
        {
            source.SetResult();
            Assert.True(called);
        });
    }

    private static bool[] Completions(Task task, Task<int> typed) =>
    [
        task.GetAwaiter().IsCompleted, typed.GetAwaiter().IsCompleted, task.ConfigureAwait(false).GetAwaiter().IsCompleted, typed.ConfigureAwait(false).GetAwaiter().IsCompleted,
        new ValueTask(task).GetAwaiter().IsCompleted, new ValueTask<int>(typed).GetAwaiter().IsCompleted,
        new ValueTask(task).ConfigureAwait(false).GetAwaiter().IsCompleted, new ValueTask<int>(typed).ConfigureAwait(false).GetAwaiter().IsCompleted,
        new ValueTask(task).IsCompleted, new ValueTask<int>(typed).IsCompleted, new ValueTask(task).IsCompletedSuccessfully, new ValueTask<int>(typed).IsCompletedSuccessfully,
    ];

    private static Task Called<TAwaiter>(TAwaiter awaiter, bool unsafely, Action<TAwaiter, Action> safe, Action<TAwaiter, Action> notSafe)
    {
        var called = new TaskCompletionSource();
        (unsafely ? notSafe : safe)(awaiter, called.SetResult);
        return called.Task;
    }

    private readonly struct Wrapped(Task task) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public Wrapped GetAwaiter() => this;

        public void GetResult() => task.GetAwaiter().GetResult();

        public void OnCompleted(Action continuation) => task.GetAwaiter().OnCompleted(continuation);
    }
}
