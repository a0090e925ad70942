using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

public class BarrierTests
{
    [Fact]
    public void One_participant_short_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var barrier = new Barrier(3);
        Together(barrier.SignalAndWait, barrier.SignalAndWait);
    });

    [Fact]
    public void Phases_keep_everybody_in_step() => Passes(() =>
    {
        var phases = new List<long>();
        var barrier = new Barrier(3, b => phases.Add(b.CurrentPhaseNumber));
        int[] steps = new int[3];
        Action work(int me) => () =>
        {
            for (var i = 1; i <= 2; i++)
            {
                steps[me] = i;
                barrier.SignalAndWait();
                Assert.All(steps, s => Assert.InRange(s, i, i + 1));
                Assert.True(barrier.SignalAndWait(1000));
            }
        };
        Together(work(0), work(1), work(2));
        Assert.Equal([0, 1, 2, 3], phases);
        Assert.Equal(4, barrier.CurrentPhaseNumber);
        Assert.Equal(3, barrier.ParticipantsRemaining);
    });

    [Fact]
    public void Work_of_the_next_phase_without_a_second_barrier_races() => Fails(FailureKind.Assertion, () =>
    {
        var barrier = new Barrier(2);
        int[] steps = new int[2];
        Action work(int me) => () =>
        {
            steps[me] = 1;
            barrier.SignalAndWait();
            Assert.Equal(1, steps[1 - me]);
            steps[me] = 2;
        };
        Together(work(0), work(1));
    });

    [Fact]
    public void A_participant_that_leaves_ends_the_phase() => Passes(() =>
    {
        var barrier = new Barrier(3);
        Together(barrier.SignalAndWait, barrier.SignalAndWait, barrier.RemoveParticipant);
        Assert.Equal(2, barrier.ParticipantCount);
    });

    [Fact]
    public void Leaving_without_saying_so_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var barrier = new Barrier(2);
        Together(
            () =>
            {
                barrier.SignalAndWait();
                barrier.SignalAndWait();
            },
            barrier.SignalAndWait);
    });

    [Fact]
    public void A_post_phase_action_may_block() => Passes(() =>
    {
        var gate = new object();
        var done = 0;
        var barrier = new Barrier(2, _ =>
        {
            lock (gate)
            {
                done++;
            }

            Thread.Sleep(1000);
        });
        Action work = () =>
        {
            lock (gate)
            {
            }

            Assert.True(barrier.SignalAndWait(TimeSpan.FromMilliseconds(500)));
            Assert.Equal(1, done);
        };
        Together(work, work);
    });

    [Fact]
    public void A_post_phase_action_that_takes_a_participants_lock_deadlocks() => Fails(FailureKind.Deadlock, () =>
    {
        var gate = new object();
        var barrier = new Barrier(2, _ =>
        {
            lock (gate)
            {
            }
        });
        Together(
            () =>
            {
                lock (gate)
                {
                    barrier.SignalAndWait();
                }
            },
            barrier.SignalAndWait);
    });

    [Fact]
    public void Everybody_gets_the_exception_of_the_post_phase_action() => Passes(() =>
    {
        var barrier = new Barrier(2, b =>
        {
            if (b.CurrentPhaseNumber == 0)
            {
                throw new InvalidOperationException("boom");
            }
        });
        Action work = () =>
        {
            var e = Assert.Throws<BarrierPostPhaseException>(barrier.SignalAndWait);
            Assert.Equal("boom", e.InnerException!.Message);
            barrier.SignalAndWait();
        };
        Together(work, work);
    });

    [Fact]
    public void Who_gives_up_takes_the_arrival_back() => Passes(() =>
    {
        var barrier = new Barrier(2);
        Assert.False(barrier.SignalAndWait(1000));
        Assert.Equal(2, barrier.ParticipantsRemaining);
        Assert.Throws<OperationCanceledException>(() => barrier.SignalAndWait(1000, new CancellationTokenSource(10).Token));
        Assert.Equal(2, barrier.ParticipantsRemaining);
        Together(barrier.SignalAndWait, barrier.SignalAndWait);
    });

    [Fact]
    public void Giving_up_leaves_the_other_alone() => Fails(FailureKind.Deadlock, () =>
    {
        var barrier = new Barrier(2);
        Together(barrier.SignalAndWait, () => barrier.SignalAndWait(0));
    });

    [Fact]
    public void A_count_read_while_others_arrive_is_not_reliable() => Fails(FailureKind.Assertion, () =>
    {
        var barrier = new Barrier(2);
        Together(
            barrier.SignalAndWait,
            () =>
            {
                var remaining = barrier.ParticipantsRemaining;
                barrier.SignalAndWait();
                Assert.Equal(2, remaining);
            });
    });

    [Fact]
    public void Participants_come_and_go() => Passes(() =>
    {
        var barrier = new Barrier(1, _ => Thread.Yield());
        Action visit = () =>
        {
            barrier.AddParticipant();
            barrier.SignalAndWait();
            barrier.RemoveParticipant();
        };
        Together(visit, visit, () =>
        {
            for (var i = 0; i < 2; i++)
            {
                barrier.SignalAndWait();
            }

            barrier.RemoveParticipant();
        });
        Assert.Equal(0, barrier.ParticipantCount);
    });

    [Fact]
    public void Calls_come_to_the_same_under_control() => Alike(script =>
    {
        Barrier barrier = null!;
        barrier = new Barrier(1, b =>
        {
            script.Do(() => b.AddParticipant());
            script.Do(b.RemoveParticipant);
            script.Do(b.SignalAndWait);
            script.Do(b.Dispose);
            if (b.CurrentPhaseNumber == 1)
            {
                throw new InvalidOperationException("boom");
            }
        });
        script.Do(barrier.SignalAndWait);
        script.Do(barrier.SignalAndWait);
        script.Get(() => barrier.SignalAndWait(0));
        script.Get(() => barrier.AddParticipants(2));
        script.Get(() => barrier.AddParticipants(0));
        script.Get(() => barrier.AddParticipants(40000));
        script.Get(() => barrier.SignalAndWait(0));
        script.Get(() => barrier.SignalAndWait(1));
        script.Get(() => barrier.SignalAndWait(-2));
        script.Get(() => barrier.SignalAndWait(TimeSpan.MaxValue));
        script.Do(() => barrier.SignalAndWait(new CancellationToken(true)));
        script.Get(() => (barrier.ParticipantCount, barrier.ParticipantsRemaining, barrier.CurrentPhaseNumber));
        script.Do(() => barrier.RemoveParticipants(4));
        script.Do(() => barrier.RemoveParticipants(0));
        script.Do(() => barrier.RemoveParticipants(3));
        script.Do(barrier.SignalAndWait);
        script.Do(barrier.RemoveParticipant);
        script.Do(barrier.Dispose);
        script.Do(barrier.SignalAndWait);
        script.Get(() => barrier.AddParticipant());
    });
}
