using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using CoyoteOperation = Microsoft.Coyote.Runtime.Operation;
using Generator = Microsoft.Coyote.Random.Generator;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Programs in Microsoft.Coyote's vocabulary mean under our scheduler what they mean under Coyote's.</summary>
public class CoyoteUserTests
{
    [Fact]
    public void Interleave_is_a_scheduling_point() => Explore.Fails(FailureKind.Assertion, () =>
    {
        var box = new StrongBox();
        Explore.Together(box.Increment, box.Increment);
        Specification.Assert(box.Value == 2, "lost {0} of {1}", 2 - box.Value, 2);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_or_a_write_is_a_scheduling_point(bool write) => Explore.Fails(FailureKind.Assertion, () =>
    {
        var order = "";
        Explore.Together(() => Append("a"), () => Append("b"));
        Specification.Assert(order is "aabb" or "bbaa", "{0}", order);

        void Append(string text)
        {
            order += text;
            if (write)
            {
                SchedulingPoint.Write("order");
            }
            else
            {
                SchedulingPoint.Read("order");
            }

            order += text;
        }
    });

    [Fact]
    public void Between_Suppress_and_Resume_no_other_operation_runs() => Explore.Passes(() =>
    {
        var box = new StrongBox();
        Explore.Together(Increment, Increment);
        Specification.Assert(box.Value == 2, "lost one");
        Specification.Assert(box.Value == 2, "{0} of {1} {2}", box.Value, 2, "done");
        Specification.Assert(box.Value == 2, "{0}", box.Value);
        Specification.Assert(Microsoft.Coyote.Runtime.Operation.GetNextId() > 0, "a number");

        void Increment()
        {
            SchedulingPoint.Suppress();
            box.Increment();
            SchedulingPoint.Resume();
        }
    });

    [Fact]
    public void Yield_lets_others_go_on() => Explore.Passes(() =>
    {
        var ready = false;
        Explore.Together(() => Volatile.Write(ref ready, true), () =>
        {
            while (!Volatile.Read(ref ready))
            {
                SchedulingPoint.Yield();
            }
        });
    });

    [Fact]
    public void Numbers_are_choices_of_the_schedule()
    {
        var failure = Explore.Fails(FailureKind.Assertion, () =>
        {
            var generator = Generator.Create();
            Specification.Assert(generator.NextInteger(20) != 7 || !generator.NextBoolean(), "seven");
        });
        Assert.Contains("seven", failure.Report, StringComparison.Ordinal);
        Assert.Contains("draws 7 (of 0 to 19)", failure.Report, StringComparison.Ordinal);
        Assert.Contains("draws 1 (of 0 to 1)", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void What_should_complete_and_does_not_fails() => Explore.Fails(FailureKind.Assertion, () =>
    {
        var done = new TaskCompletionSource();
        var arrived = 0;
        Specification.IsEventuallyCompletedSuccessfully(done.Task);
        Explore.Together(Arrive, Arrive);

        void Arrive()
        {
            var before = Volatile.Read(ref arrived);
            Volatile.Write(ref arrived, before + 1);
            if (before == 1)
            {
                done.SetResult();
            }
        }
    });

    [Fact]
    public void What_should_complete_and_does_passes() => Explore.Passes(async () =>
    {
        var done = new TaskCompletionSource();
        Specification.IsEventuallyCompletedSuccessfully(done.Task);
        await Task.Run(done.SetResult);
    });

    [Fact]
    public void Operations_of_the_programs_own_are_waited_for() => Explore.Passes(() =>
    {
        var number = CoyoteOperation.CreateNext() ?? 0;
        var done = false;
        var thread = new Thread(() =>
        {
            CoyoteOperation.OnStarted(number);
            CoyoteOperation.ScheduleNext();
            done = true;
            CoyoteOperation.OnCompleted();
        });
        CoyoteOperation.Start(number);
        thread.Start();
        CoyoteOperation.PauseUntilCompleted(number);
        Specification.Assert(done, "not done");
        CoyoteOperation.PauseUntil(() => !thread.IsAlive);
    });

    [Fact]
    public void A_monitor_is_named_as_not_run()
    {
        var result = Explorer.Run(() => Specification.RegisterMonitor<Never>(), new ExplorerOptions { Schedules = 1 });

        Assert.Null(result.Failure);
        Assert.Contains("Specification.RegisterMonitor", Assert.Single(result.Uncontrolled), StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_a_session_the_calls_are_Coyotes()
    {
        SchedulingPoint.Interleave();
        Assert.InRange(Generator.Create().NextInteger(3), 0, 2);
        Specification.Assert(true, "holds");
    }

    private sealed class StrongBox
    {
        public int Value { get; private set; }

        public void Increment()
        {
            var before = Value;
            SchedulingPoint.Interleave();
            Value = before + 1;
        }
    }

    private sealed class Never : Microsoft.Coyote.Specifications.Monitor
    {
        [Start]
        private sealed class Waiting : State;
    }
}
