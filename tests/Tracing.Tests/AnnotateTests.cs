using System.Diagnostics.Tracing;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>What nothing records is a matter of the whole process: no other test runs beside these.</summary>
[Collection("Alone")]
[CollectionDefinition("Alone", DisableParallelization = true)]
public class AnnotateTests
{
    public static TheoryData<TraceMode> Modes => [TraceMode.Explore, TraceMode.Observe];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Tasks_flow_and_nest(TraceMode mode)
    {
        var trace = Run(mode, async () =>
        {
            using var outer = Annotate.Task("outer");
            await Task.Run(() =>
            {
                Annotate.Log("in a task of the pool");
                using (Annotate.Task("inner"))
                {
                    Annotate.Log("inside");
                }

                Annotate.Log("outside again");
            });
            await Task.Yield();
            Annotate.Count("done", 7);
        });
        var events = Users(trace);
        var (outer, inner) = (events[0].Subject, events[2].Subject);
        Assert.Equal(
            [
                (EventKind.TaskBegin, outer, 0, "outer"), (EventKind.Log, outer, 0, "in a task of the pool"), (EventKind.TaskBegin, inner, outer, "inner"),
                (EventKind.Log, inner, 0, "inside"), (EventKind.TaskEnd, inner, 0, "inner"), (EventKind.Log, outer, 0, "outside again"),
                (EventKind.Count, outer, 7, "done"), (EventKind.TaskEnd, outer, 0, "outer"),
            ],
            events.Select(e => (e.Kind, e.Subject, (int)e.Detail, e.Text!)));
        Assert.NotEqual(outer, inner);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Regions_are_of_the_operation_that_they_are_in(TraceMode mode)
    {
        var trace = Run(mode, async () =>
        {
            using (Annotate.Region("first"))
            {
                await Task.Delay(1);
            }

            await Task.Run(() =>
            {
                using var region = Annotate.Region("second");
            });
        });
        Assert.Equal(
            [(EventKind.RegionBegin, 1, "first"), (EventKind.RegionEnd, 1, "first"), (EventKind.RegionBegin, 2, "second"), (EventKind.RegionEnd, 2, "second")],
            Users(trace).Select(e => (e.Kind, e.Operation, e.Text!)));
    }

    [Fact]
    public void A_region_of_a_method_that_goes_on_by_itself_ends_there()
    {
        var trace = Run(TraceMode.Explore, async () =>
        {
            var left = Left();
            await Task.Yield();
            await left;

            static async Task Left()
            {
                using var region = Annotate.Region("left");
                await Task.Delay(1);
            }
        });
        Assert.Equal([(EventKind.RegionBegin, 1), (EventKind.RegionEnd, 2)], Users(trace).Select(e => (e.Kind, e.Operation)));
    }

    [Fact]
    public void Annotations_change_neither_operations_nor_decisions()
    {
        var (with, without) = (Run(TraceMode.Explore, () => Body(true)), Run(TraceMode.Explore, () => Body(false)));
        Assert.Equal(without.Operations.Select(o => (o.Id, o.Kind, o.Creator)), with.Operations.Select(o => (o.Id, o.Kind, o.Creator)));
        Assert.Equal(Decisions(without), Decisions(with));

        static async Task Body(bool annotated)
        {
            var work = Task.Run(() => Say(annotated, "in a task"));
            Say(annotated, "beside it");
            await work;
        }

        static void Say(bool annotated, string text)
        {
            if (annotated)
            {
                Annotate.Log(text);
            }
        }

        static IEnumerable<int> Decisions(Trace trace) => trace.Events.Where(e => e.Kind == EventKind.Decision).Select(e => e.Subject);
    }

    [Fact]
    public void Where_nothing_records_parts_of_a_message_are_not_evaluated()
    {
        var evaluated = 0;
        Annotate.Log($"{++evaluated}");
        using (Annotate.Task("nothing"))
        {
            using var region = Annotate.Region("nothing");
        }

        var inRun = 0;
        Run(TraceMode.Explore, () =>
        {
            Annotate.Log($"{++inRun:000}");
            return Task.CompletedTask;
        });
        Assert.Equal((0, 1), (evaluated, inRun));
    }

    [Fact]
    public void Other_tools_are_told_with_or_without_a_run()
    {
        using var listener = new Listener();
        using (Annotate.Task("request"))
        {
            Annotate.Log("hello");
            Annotate.Count("requests", 3);
        }

        Assert.Equal(["TaskStart request", "Message hello", "Count requests 3", "TaskStop request"], listener.Heard.Where(h => h.Contains("request", StringComparison.Ordinal) || h.Contains("hello", StringComparison.Ordinal)));
    }

    private static List<TraceEvent> Users(Trace trace) => [.. trace.Events.Where(e => e.Kind is >= EventKind.TaskBegin and <= EventKind.Count)];

    private static Trace Run(TraceMode mode, Func<Task> body) => mode == TraceMode.Explore
        ? Explorer.Run(body, new ExplorerOptions { Schedules = 1 }).Trace
        : Observer.Run(body).Trace;

    private sealed class Listener : EventListener
    {
        private readonly List<string> heard = [];

        public IReadOnlyList<string> Heard => heard;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "ConcurrencyTrace-Annotations")
            {
                EnableEvents(eventSource, EventLevel.LogAlways);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            lock (heard)
            {
                heard.Add($"{eventData.EventName} {string.Join(' ', eventData.Payload!.Where(p => p is string or long))}");
            }
        }
    }
}
