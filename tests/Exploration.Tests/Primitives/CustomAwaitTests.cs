using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class CustomAwaitTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_value_task_source_resumes_its_awaiter(bool asynchronously) => Passes(async () =>
    {
        var source = new Source(asynchronously);
        var completing = Task.Run(() => source.Complete(5));
        Assert.Equal(5, await new ValueTask<int>(source, source.Version));
        await completing;
    });

    [Fact]
    public void An_awaiter_that_is_handed_on_as_an_interface_is_the_one_it_is() => Passes(async () =>
    {
        await Boxing.Run(Task.Delay(1).GetAwaiter());
        await Boxing.Run(Task.Yield().GetAwaiter());
    });

    [Fact]
    public void An_awaiter_that_calls_back_at_once_has_the_method_go_on_before_its_caller() => Passes(async () =>
    {
        var passed = 0;
        var going = Go();
        Assert.Equal(1, passed);
        await going;
        Assert.Equal(2, passed);

        async Task Go()
        {
            await new AtOnce();
            passed = 1;
            await Task.Yield();
            passed = 2;
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_awaiter_that_hands_on_a_yield_or_a_complete_task_has_its_method_go_on_under_control(bool yields) => Passes(async () =>
    {
        var count = 0;
        await Task.WhenAll(Task.Run(Go), Task.Run(Go));
        Assert.Equal(2, count);

        async Task Go()
        {
            await new HandingOn(yields);
            Interlocked.Increment(ref count);
        }
    });

    [Fact]
    public void Such_an_awaiter_that_nobody_completes_is_a_deadlock() => Fails(FailureKind.Deadlock, () => Boxing.Run(new TaskCompletionSource().Task.GetAwaiter()));

    [Fact]
    public void A_value_task_that_is_awaited_twice_fails() => Fails(FailureKind.Exception, async () =>
    {
        var source = new Source(asynchronously: false);
        var task = new ValueTask<int>(source, source.Version);
        var awaiting = Task.WhenAll(Task.Run(Await), Task.Run(Await));
        source.Complete(5);
        await awaiting;

        async Task<int> Await() => await task;
    });

    [Fact]
    public void A_source_that_resumes_inline_runs_the_rest_under_the_completers_lock() => Fails(FailureKind.Deadlock, () => CompleteUnderLock(false));

    [Fact]
    public void A_source_that_resumes_asynchronously_does_not() => Passes(() => CompleteUnderLock(true));

    [Fact]
    public void Methods_with_a_pooling_builder_interleave() => Fails(FailureKind.Assertion, async () =>
    {
        var count = 0;
        await Task.WhenAll(Add().AsTask(), Add().AsTask());
        Assert.Equal(2, count);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        async ValueTask Add()
        {
            var seen = count;
            await Task.Yield();
            count = seen + 1;
        }
    });

    [Fact]
    public void A_chain_of_pooled_methods_ends() => Passes(async () =>
    {
        Assert.Equal(6, await Sum(3));

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<int> Sum(int depth)
        {
            await Task.Yield();
            return depth == 0 ? 0 : depth + await Sum(depth - 1).ConfigureAwait(false);
        }
    });

    [Fact]
    public void An_awaitable_of_the_users_resumes_where_it_is_told() => Passes(async () =>
    {
        var signal = new Signal();
        var resumed = false;
        var waiting = Wait();
        await Task.Run(signal.Fire);
        Assert.True(resumed);
        await waiting;

        async Task Wait()
        {
            await signal;
            resumed = true;
        }
    });

    [Fact]
    public void Who_is_told_early_resumes_the_awaiter_on_its_own_thread() => Passes(() => EndTheThread(elsewhere: true));

    [Fact]
    public void Who_was_resumed_on_a_thread_and_waits_for_its_end_is_a_deadlock() => Fails(FailureKind.Deadlock, () => EndTheThread(elsewhere: false));

    private static async Task EndTheThread(bool elsewhere)
    {
        using var loop = new Loop();
        var thread = 0;
        var running = new Thread(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            loop.Run();
        });
        running.Start();
        Assert.True(await Task.Run(Outer));
        if (elsewhere)
        {
            await Task.Yield();
        }

        loop.Stop();
        running.Join();

        async Task<bool> Outer() => await Inner() == Volatile.Read(ref thread);

        async Task<int> Inner()
        {
            await loop;
            return Environment.CurrentManagedThreadId;
        }
    }

    private static async Task CompleteUnderLock(bool asynchronously)
    {
        var gate = new Lock();
        var source = new Source(asynchronously);
        var awaiting = Await();
        await Task.WhenAll(awaiting, Task.Run(Complete));

        void Complete()
        {
            lock (gate)
            {
                source.Complete(1);
            }
        }

        async Task Await()
        {
            await new ValueTask<int>(source, source.Version);
            Task.Run(Take).Wait();
        }

        void Take()
        {
            lock (gate)
            {
            }
        }
    }

    /// <summary>A thread of its own goes on with whatever awaits it, as soon as it knows of it.</summary>
    private sealed class Loop : INotifyCompletion, IDisposable
    {
        private readonly BlockingCollection<Action> work = [];
        private int posted;

        public bool IsCompleted => false;

        public Loop GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation)
        {
            work.Add(continuation);
            Interlocked.Increment(ref posted);
        }

        public void Run()
        {
            foreach (var next in work.GetConsumingEnumerable())
            {
                next();
            }
        }

        public void Stop() => work.CompleteAdding();

        public void Dispose() => work.Dispose();
    }

    private sealed class Source : IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> core;

        public Source(bool asynchronously) => core.RunContinuationsAsynchronously = asynchronously;

        public short Version => core.Version;

        public void Complete(int value) => core.SetResult(value);

        public int GetResult(short token) => core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            core.OnCompleted(continuation, state, token, flags);
    }

    private sealed class Signal : INotifyCompletion
    {
        private readonly Lock gate = new();
        private Action? waiting;

        public bool IsCompleted { get; private set; }

        public Signal GetAwaiter() => this;

        public void GetResult() => IsCompleted = false;

        public void OnCompleted(Action continuation)
        {
            lock (gate)
            {
                waiting = continuation;
            }
        }

        public void Fire()
        {
            Action? resume;
            lock (gate)
            {
                resume = waiting;
            }

            resume?.Invoke();
        }
    }

    // As F# runs a workflow that it does not compile to a state machine of its own.
    private sealed class Boxing(ICriticalNotifyCompletion awaiter) : IAsyncStateMachine
    {
        private AsyncTaskMethodBuilder builder = AsyncTaskMethodBuilder.Create();
        private bool hasBegun;

        public static Task Run(ICriticalNotifyCompletion awaiter)
        {
            var machine = new Boxing(awaiter);
            machine.builder.Start(ref machine);
            return machine.builder.Task;
        }

        public void MoveNext()
        {
            if (!hasBegun)
            {
                hasBegun = true;
                var (me, awaited) = (this, awaiter);
                builder.AwaitUnsafeOnCompleted(ref awaited, ref me);
                return;
            }

            builder.SetResult();
        }

        public void SetStateMachine(IAsyncStateMachine stateMachine)
        {
        }
    }

    private sealed class AtOnce : INotifyCompletion
    {
        public bool IsCompleted => false;

        public AtOnce GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => continuation();
    }

    private sealed class HandingOn(bool yields) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public HandingOn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation)
        {
            if (yields)
            {
                Task.Yield().GetAwaiter().OnCompleted(continuation);
            }
            else
            {
                Task.CompletedTask.GetAwaiter().OnCompleted(continuation);
            }
        }
    }
}
