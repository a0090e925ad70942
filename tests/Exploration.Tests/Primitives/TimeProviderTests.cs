using Microsoft.Extensions.Time.Testing;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Clocks that a test brings: what is waited for at one of them comes when the test says so, or never.</summary>
public class TimeProviderTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_delay_at_a_clock_that_nobody_moves_is_a_deadlock() => Fails(FailureKind.Deadlock, () => Task.Delay(Hour, new FakeTimeProvider()));

    [Fact]
    public void A_timeout_at_a_clock_that_nobody_moves_is_a_deadlock() =>
        Fails(FailureKind.Deadlock, () => new TaskCompletionSource().Task.WaitAsync(Hour, new FakeTimeProvider()));

    [Fact]
    public void A_tick_of_a_clock_that_nobody_moves_is_a_deadlock() => Fails(FailureKind.Deadlock, async () =>
    {
        using var timer = new PeriodicTimer(Hour, new FakeTimeProvider());
        await timer.WaitForNextTickAsync();
    });

    [Fact]
    public void What_waits_for_a_clock_of_the_tests_own_goes_on_when_it_is_moved() => Passes(async () =>
    {
        var clock = new FakeTimeProvider();
        using var timer = new PeriodicTimer(Hour, clock);
        var first = timer.WaitForNextTickAsync().AsTask();
        var delay = Task.Delay(Hour, clock);
        var late = new TaskCompletionSource<int>().Task.WaitAsync(Hour, clock);
        var inTime = Task.CompletedTask.WaitAsync(Hour, clock);
        var waiting = Task.Run(async () =>
        {
            Assert.True(await first);
            await delay;
            await inTime;
            await Assert.ThrowsAsync<TimeoutException>(() => late);
        });
        await Task.Run(() => clock.Advance(Hour));
        await waiting;
    });

    [Fact]
    public void Who_awaits_a_clock_of_the_tests_own_goes_on_while_it_is_moved() => Passes(async () =>
    {
        var (clock, told) = (new FakeTimeProvider(), 0);
        using var timer = new PeriodicTimer(Hour, clock);
        var waiting = Task.WhenAll(Tell(Task.Delay(Hour, clock)), Tell(timer.WaitForNextTickAsync().AsTask()), Tell(new TaskCompletionSource().Task.WaitAsync(Hour, clock)));
        clock.Advance(Hour);
        Assert.Equal(3, told);
        await waiting;

        async Task Tell(Task awaited)
        {
            try
            {
                await awaited;
            }
            catch (TimeoutException)
            {
            }

            told++;
        }
    });

    [Fact]
    public void Who_cancels_a_delay_at_a_clock_of_the_tests_own_does_not_run_what_awaits_it() => Passes(async () =>
    {
        var source = new CancellationTokenSource();
        var delay = Task.Delay(Hour, new FakeTimeProvider(), source.Token);
        var (cancelling, canceller, tells) = (true, Environment.CurrentManagedThreadId, 0);
        var waiting = Task.WhenAll(
            Tell(delay),
            delay.ContinueWith(_ => Told(), default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
        source.Cancel();
        cancelling = false;
        await waiting;
        Assert.Equal(2, tells);

        async Task Tell(Task awaited)
        {
            await awaited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Told();
        }

        void Told()
        {
            Interlocked.Increment(ref tells);
            Assert.False(Volatile.Read(ref cancelling) && Environment.CurrentManagedThreadId == canceller);
        }
    });

    [Fact]
    public void What_is_made_of_a_delay_at_a_clock_of_the_tests_own_is_told_of_its_cancellation_under_control() => Passes(async () =>
    {
        var source = new CancellationTokenSource();
        var clock = new Accounted();
        var (delay, endless) = (Task.Delay(Hour, clock, source.Token), Task.Delay(Timeout.InfiniteTimeSpan, clock, source.Token));
        var (any, all) = (Task.WhenAny(delay, new TaskCompletionSource().Task), Task.WhenAll(delay, endless));
        var cancelling = Task.Run(source.Cancel);
        Assert.Same(delay, await any);
        await Assert.ThrowsAsync<TaskCanceledException>(() => all);
        await cancelling;
        Assert.Equal(0, clock.Timers);
    });

    [Fact]
    public void A_timeout_that_is_put_off_stays_at_the_clock_it_was_set_at() => Passes(() =>
    {
        var clock = new FakeTimeProvider();
        using var source = new CancellationTokenSource(Hour, clock);
        source.CancelAfter(2 * Hour);
        clock.Advance(Hour);
        Assert.False(source.IsCancellationRequested);
        clock.Advance(Hour);
        Assert.True(source.IsCancellationRequested);
    });

    [Fact]
    public void What_a_clock_does_not_override_is_virtual() => Passes(async () =>
    {
        var clock = new Tomorrow();
        var (started, ticks) = (clock.GetTimestamp(), 0);
        using var timer = clock.CreateTimer(_ => ticks++, null, Hour, Hour);
        await Task.Delay(2.5 * Hour, clock);
        Assert.Equal(2, ticks);
        Assert.Equal(2.5 * Hour, clock.GetElapsedTime(started));
        Assert.Equal(DateTimeOffset.UtcNow.AddDays(1), clock.GetUtcNow(), TimeSpan.FromMilliseconds(1));
        Assert.Equal(clock.GetUtcNow(), clock.GetLocalNow(), TimeSpan.FromMilliseconds(1));
    });

    [Fact]
    public void The_base_of_an_override_is_virtual() => Passes(async () =>
    {
        var clock = new Counting();
        var started = clock.GetTimestamp();
        await Task.Delay(Hour, clock);
        Assert.Equal(Hour, clock.GetElapsedTime(started));
        Assert.Equal(1, clock.Timers);
    });

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(1);
    }

    private sealed class Counting : TimeProvider
    {
        public int Timers { get; private set; }

        public override long GetTimestamp() => base.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class Accounted : FakeTimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return new Kept(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class Kept(Accounted clock, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                clock.Timers--;
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                clock.Timers--;
                return timer.DisposeAsync();
            }
        }
    }
}
