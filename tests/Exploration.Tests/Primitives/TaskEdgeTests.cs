namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>What tasks do at the edges of what they are given, under control as elsewhere.</summary>
public class TaskEdgeTests
{
    [Fact]
    public void A_delegate_that_throws_a_cancellation_returns_a_cancelled_task() => Explore.Passes(async () =>
    {
        Func<Task> plain = () => throw new OperationCanceledException();
        Func<Task<int>> withResult = () => throw new OperationCanceledException();
        var (one, other) = (Task.Run(plain), Task.Run(withResult));
        await Task.WhenAny(Task.WhenAll(one, other));
        Assert.Equal((TaskStatus.Canceled, TaskStatus.Canceled), (one.Status, other.Status));
    });

    [Fact]
    public void Of_several_who_await_a_task_the_first_goes_on_within_its_completion() => Explore.Passes(async () =>
    {
        var source = new TaskCompletionSource();
        var isCompleting = new ThreadLocal<bool>();
        var seen = new bool[3];
        var awaiting = Task.WhenAll(Enumerable.Range(0, 3).Select(Await));
        isCompleting.Value = true;
        source.SetResult();
        isCompleting.Value = false;
        await awaiting;
        Assert.Equal([true, false, false], seen);

        async Task Await(int number)
        {
            await source.Task;
            seen[number] = isCompleting.Value;
        }
    });

    [Fact]
    public async Task So_does_whoever_awaits_what_ends_there()
    {
        await EndWithin();
        Explore.Passes(EndWithin);

        static async Task EndWithin()
        {
            var (source, ended) = (new TaskCompletionSource(), 0);
            var first = After(source.Task);
            var second = new ValueTask(After(first));
            var third = After(Task.WhenAll(second.AsTask()));
            source.SetResult();
            Assert.Equal(3, ended);
            await third;

            async Task After(Task other)
            {
                await other.ConfigureAwait(false);
                ended++;
            }
        }
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("all of it")]
    [InlineData("timeout")]
    public void A_scheduler_of_the_programs_is_called_under_control_when_time_is_up(string what)
    {
        var result = Explorer.Run(
            async () =>
            {
                var task = what switch
                {
                    "delay" => Task.Delay(1),
                    "all of it" => Task.WhenAll(Task.Delay(1), Task.Delay(2)),
                    _ => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(1)),
                };
                await task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.None, new OnPool());
            },
            new ExplorerOptions { Schedules = 50 });
        Assert.Null(result.Failure);
        Assert.Empty(result.Uncontrolled);
    }

    [Fact]
    public void All_of_one_task_is_completed_under_control() => Explore.Passes(async () =>
    {
        var source = new TaskCompletionSource();
        _ = Task.Run(async () =>
        {
            await Task.Delay(1000);
            source.SetResult();
        });
        await Task.WhenAll(new[] { source.Task });
    });

    [Fact]
    public void Waiting_for_all_with_one_missing_does_not_wait() => Explore.Passes(() =>
    {
        var open = new TaskCompletionSource();
        Assert.Throws<ArgumentException>(() => Task.WaitAll(open.Task, null!));
        Assert.Throws<ArgumentException>(() => Task.WaitAll([open.Task, null!], 10));
        Assert.Throws<ArgumentNullException>(() => Task.WaitAll((IEnumerable<Task>)null!));
    });

    [Fact]
    public void Each_is_refused_and_given_once_as_elsewhere() => Explore.Passes(async () =>
    {
        Assert.Throws<ArgumentNullException>(() => Task.WhenEach((IEnumerable<Task>)null!));
        Assert.Throws<ArgumentException>(() => Task.WhenEach(new List<Task> { null! }));

        var done = Task.Run(() => { });
        var each = Task.WhenEach(done, done);
        Assert.Equal(2, await Count(each));
        Assert.Equal(0, await Count(each));
    });

    [Fact]
    public void A_continuation_that_waits_for_ever_where_its_task_ended_is_a_deadlock() => Explore.Fails(FailureKind.Deadlock, async () =>
    {
        var gate = new SemaphoreSlim(1);
        var continued = Task.Run(() => { }).ContinueWith(_ => gate.Wait(), TaskContinuationOptions.ExecuteSynchronously);
        if (gate.Wait(0))
        {
            await continued;
        }
    });

    [Fact]
    public void Who_gives_up_on_such_a_continuation_does_so_in_virtual_time() => Explore.Passes(async () =>
    {
        using var open = new ManualResetEvent(false);
        var continued = Task.Run(() => { }).ContinueWith(_ => open.WaitOne(), TaskContinuationOptions.ExecuteSynchronously);
        await Task.WhenAny(continued, Task.Delay(TimeSpan.FromHours(1)));
        open.Set();
        Assert.True(await continued);
    });

    [Fact]
    public void Waiting_for_each_ends_with_its_token() => Explore.Passes(async () =>
    {
        using var stop = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        var canceller = Task.Run(stop.Cancel);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var task in Task.WhenEach(never.Task, Task.Delay(1)).WithCancellation(stop.Token))
            {
                await task;
            }
        });
        Assert.Equal(stop.Token, thrown.CancellationToken);
        await canceller;
    });

    [Fact]
    public void A_cancelled_wait_for_a_semaphore_throws_what_the_original_does() => Explore.Passes(async () =>
    {
        using var semaphore = new SemaphoreSlim(0);
        using var soon = new CancellationTokenSource(1000);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => semaphore.WaitAsync(soon.Token));
        Assert.Equal((typeof(OperationCanceledException), soon.Token), (thrown.GetType(), thrown.CancellationToken));
        Assert.IsType<TaskCanceledException>(await Record.ExceptionAsync(() => semaphore.WaitAsync(soon.Token)));
    });

    [Fact]
    public void A_long_running_task_has_a_thread_of_its_own() => Explore.Passes(async () =>
    {
        var starter = Environment.CurrentManagedThreadId;
        var (own, other) = await Start();
        Assert.NotEqual(starter, await own);
        Assert.NotEqual(await own, await other);

        static async Task<(Task<int> Own, Task<int> Other)> Start()
        {
            var own = Task.Factory.StartNew(static () => Environment.CurrentManagedThreadId, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.Yield();
            return (own, Task.Run(static () => Environment.CurrentManagedThreadId));
        }
    });

    [Fact]
    public void A_long_running_task_is_no_work_of_the_pool() => Explore.Passes(async () =>
    {
        Assert.False(await Task.Factory.StartNew(OnPool, default, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.True(await Task.Run(OnPool));

        static bool OnPool() => Thread.CurrentThread.IsThreadPoolThread;
    });

    [Fact]
    public void A_synchronous_continuation_of_a_task_that_has_none_runs_elsewhere() => Explore.Passes(async () =>
    {
        using var gate = new SemaphoreSlim(1);
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var continued = source.Task.ContinueWith(
            _ =>
            {
                gate.Wait();
                gate.Release();
            },
            TaskContinuationOptions.ExecuteSynchronously);
        await Task.Run(() =>
        {
            gate.Wait();
            source.SetResult();
            gate.Release();
        });
        await continued;
    });

    [Fact]
    public void A_source_without_time_left_is_cancelled_from_the_beginning() => Explore.Passes(() =>
    {
        using var inMilliseconds = new CancellationTokenSource(0);
        using var inTime = new CancellationTokenSource(TimeSpan.Zero);
        Assert.Equal((true, true), (inMilliseconds.IsCancellationRequested, inTime.IsCancellationRequested));
    });

    [Fact]
    public void Semaphores_that_outlive_a_failed_schedule_are_given_back_by_its_finally_blocks()
    {
        var (first, second) = (new SemaphoreSlim(1), new SemaphoreSlim(1));
        var result = Explorer.Run(() => Task.WhenAll(Task.Run(() => Nested(first, second)), Task.Run(() => Nested(second, first))));

        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
        Assert.Equal((1, 1), (first.CurrentCount, second.CurrentCount));

        static async Task Nested(SemaphoreSlim outer, SemaphoreSlim inner)
        {
            await outer.WaitAsync();
            try
            {
                await inner.WaitAsync();
                inner.Release();
            }
            finally
            {
                outer.Release();
            }
        }
    }

    private static async Task<int> Count(IAsyncEnumerable<Task> tasks)
    {
        var count = 0;
        await foreach (var _ in tasks)
        {
            count++;
        }

        return count;
    }

    private sealed class OnPool : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => Task.Run(() => TryExecuteTask(task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);
    }
}
