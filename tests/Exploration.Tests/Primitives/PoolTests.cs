using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class PoolTests
{
    [Fact]
    public void A_registered_wait_runs_its_callback() => Passes(() =>
    {
        using var signal = new AutoResetEvent(false);
        using var done = new ManualResetEventSlim();
        ThreadPool.RegisterWaitForSingleObject(signal, (state, timedOut) => Finish((string?)state, timedOut), "state", -1, true);
        signal.Set();
        done.Wait();

        void Finish(string? state, bool timedOut)
        {
            Assert.Equal("state", state);
            Assert.False(timedOut);
            done.Set();
        }
    });

    [Fact]
    public void A_registered_wait_times_out_in_virtual_time() => Passes(() =>
    {
        using var signal = new ManualResetEvent(false);
        using var done = new CountdownEvent(3);
        var handle = ThreadPool.UnsafeRegisterWaitForSingleObject(
            signal,
            (_, timedOut) =>
            {
                Assert.True(timedOut);
                if (!done.IsSet)
                {
                    done.Signal();
                }
            },
            null,
            TimeSpan.FromHours(1),
            false);
        var before = DateTime.UtcNow;
        done.Wait();
        Assert.Equal(TimeSpan.FromHours(3), DateTime.UtcNow - before);
        Assert.True(handle.Unregister(null));
        Assert.False(handle.Unregister(null));
    });

    [Fact]
    public void A_registration_ends_with_its_run()
    {
        using var signal = new ManualResetEvent(true);
        using var ended = new ManualResetEvent(false);
        RegisteredWaitHandle? left = null;
        Passes(() => left = ThreadPool.RegisterWaitForSingleObject(signal, static (_, _) => { }, null, -1, true));

        Assert.False(left!.Unregister(null));
        Assert.False(left.Unregister(ended));
        Assert.True(ended.WaitOne(0));
        Passes(() => Assert.False(left.Unregister(null)));
    }

    [Fact]
    public void A_callback_may_run_after_its_registration_was_taken_back() => Fails(FailureKind.Assertion, () =>
    {
        using var signal = new AutoResetEvent(false);
        var isOpen = true;
        var handle = ThreadPool.RegisterWaitForSingleObject(signal, (_, _) => Assert.True(Volatile.Read(ref isOpen)), null, -1, true);
        signal.Set();
        handle.Unregister(null);
        Volatile.Write(ref isOpen, false);
    });

    [Fact]
    public void Whoever_waits_for_the_handle_of_unregister_meets_no_callback() => Passes(() =>
    {
        using var signal = new AutoResetEvent(false);
        using var ended = new ManualResetEvent(false);
        var isOpen = true;
        var handle = ThreadPool.RegisterWaitForSingleObject(signal, (_, _) => Assert.True(Volatile.Read(ref isOpen)), null, -1, false);
        signal.Set();
        Assert.True(handle.Unregister(ended));
        ended.WaitOne();
        Volatile.Write(ref isOpen, false);
    });

    [Fact]
    public void Callbacks_of_a_repeated_wait_overlap() => Fails(FailureKind.Assertion, () =>
    {
        using var signal = new Semaphore(0, 2);
        using var both = new CountdownEvent(2);
        var inside = 0;
        var handle = ThreadPool.RegisterWaitForSingleObject(
            signal,
            (_, _) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
                both.Signal();
            },
            null,
            -1L,
            false);
        signal.Release(2);
        both.Wait();
        handle.Unregister(null);
    });

    [Fact]
    public void Work_items_of_a_users_own_type_interleave() => Fails(FailureKind.Assertion, () =>
    {
        using var done = new CountdownEvent(2);
        var item = new Increment(done);
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        done.Wait();
        Assert.Equal(2, item.Count);
    });

    [Fact]
    public void An_asynchronous_result_is_waited_for() => Passes(async () =>
    {
        var result = new Result();
        var ended = Task.Factory.FromAsync(result, r => ((Result)r).Value);
        ThreadPool.QueueUserWorkItem(_ => result.Complete(5));
        Assert.Equal(5, await ended);
    });

    [Fact]
    public void A_begin_method_completes_the_task() => Passes(async () =>
    {
        var value = await Task<int>.Factory.FromAsync(Begin, r => ((Result)r).Value, "state");
        Assert.Equal(7, value);

        static Result Begin(AsyncCallback? callback, object? state)
        {
            var result = new Result { AsyncState = state };
            ThreadPool.QueueUserWorkItem(_ =>
            {
                result.Complete(7);
                callback!(result);
            });
            return result;
        }
    });

    private sealed class Increment(CountdownEvent done) : IThreadPoolWorkItem
    {
        public int Count { get; private set; }

        public void Execute()
        {
            Count++;
            done.Signal();
        }
    }

    private sealed class Result : IAsyncResult, IDisposable
    {
        private readonly ManualResetEvent done = new(false);

        public int Value { get; private set; }

        public object? AsyncState { get; init; }

        public WaitHandle AsyncWaitHandle => done;

        public bool CompletedSynchronously => false;

        public bool IsCompleted { get; private set; }

        public void Complete(int value)
        {
            Value = value;
            IsCompleted = true;
            done.Set();
        }

        public void Dispose() => done.Dispose();
    }
}
