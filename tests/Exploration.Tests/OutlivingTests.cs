using System.IO.Pipelines;
using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What one schedule makes and a static field keeps is under control in those that follow, too.</summary>
public class OutlivingTests
{
    private static Channel<int>? channel;
    private static Pipe? pipe;
    private static PeriodicTimer? periodic;
    private static Timer? timer;
    private static Action? fire;

    [Fact]
    public void A_channel_serves_those_of_the_present_schedule() => Passes(async () =>
    {
        channel ??= Channel.CreateBounded<int>(1);
        var reading = Task.Run(async () => await channel.Reader.ReadAsync());
        await channel.Writer.WriteAsync(7);
        Assert.Equal(7, await reading);
        _ = channel.Reader.ReadAsync().AsTask(); // left behind
    });

    [Fact]
    public void Waiting_for_the_end_of_a_channel_that_nobody_completes_is_a_deadlock()
    {
        Channel<int>? kept = null;
        Fails(FailureKind.Deadlock, () =>
        {
            if (kept is null)
            {
                new SemaphoreSlim(1).Wait(); // so that the channel has another number than in the schedules that follow
                kept = Channel.CreateUnbounded<int>();
                return Task.CompletedTask;
            }

            return kept.Reader.Completion;
        });
    }

    [Fact]
    public void A_pipe_wakes_its_reader() => Passes(async () =>
    {
        pipe ??= new Pipe();
        var reading = Task.Run(async () =>
        {
            var read = await pipe.Reader.ReadAsync();
            pipe.Reader.AdvanceTo(read.Buffer.End);
            return read.Buffer.Length;
        });
        await pipe.Writer.WriteAsync(new byte[3]);
        Assert.Equal(3, await reading);
    });

    [Fact]
    public void Reading_from_a_pipe_that_nobody_writes_to_is_a_deadlock()
    {
        Pipe? kept = null;
        var result = Explorer.Run(async () =>
        {
            if (kept is null)
            {
                kept = new Pipe();
                return;
            }

            await kept.Reader.ReadAsync();
        });
        Assert.Equal(FailureKind.Deadlock, result.Failure?.Kind);
    }

    [Fact]
    public void A_periodic_timer_ticks_on_the_virtual_clock() => Passes(async () =>
    {
        periodic ??= new PeriodicTimer(TimeSpan.FromDays(1));
        Assert.True(await periodic.WaitForNextTickAsync());
    });

    [Fact]
    public void A_timer_that_is_set_again_fires_under_control() => Passes(async () =>
    {
        timer ??= new Timer(static _ => fire!());
        var fired = new TaskCompletionSource();
        fire = fired.SetResult;
        timer.Change(TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        await fired.Task;
    });

    [Fact]
    public void Permits_that_code_which_is_not_woven_releases_are_taken_by_who_waits_asynchronously() => Passes(async () =>
    {
        var semaphore = new SemaphoreSlim(0);
        var release = typeof(SemaphoreSlim).GetMethod(nameof(SemaphoreSlim.Release), [])!;
        var waiting = semaphore.WaitAsync();
        release.Invoke(semaphore, null);
        await waiting;
    });
}
