namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What comes from outside may be there at once, or not yet: a replay finds it as it was when the schedule was found.</summary>
public class ReadinessTests
{
    private static readonly ExplorerOptions Options = new() { Schedules = 100 };

    private bool isThereAtOnce;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_awaited_task_is_there_in_a_replay_when_it_was(bool atOnce) => ReplaysElsewhere(atOnce, () => FromOutside());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void So_is_what_a_value_task_stands_for(bool atOnce) => ReplaysElsewhere(atOnce, async () => await ValueFromOutside());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void So_is_a_task_that_is_waited_for_synchronously(bool atOnce) => ReplaysElsewhere(atOnce, () =>
    {
        FromOutside().Wait();
        return Task.CompletedTask;
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void So_are_several_in_a_row_at_one_place(bool atOnce) => ReplaysElsewhere(atOnce, async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            await ValueFromOutside();
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void So_is_a_combination_of_tasks(bool atOnce) => ReplaysElsewhere(atOnce, () => Task.WhenAll(FromOutside(), Task.CompletedTask));

    private void ReplaysElsewhere(bool atOnce, Func<Task> wait)
    {
        isThereAtOnce = atOnce;
        var found = Explorer.Run(Race, Options).Failure!;
        isThereAtOnce = !atOnce;
        Assert.Equal(found.Summary, Explorer.Replay(Race, Schedule.Parse(found.Schedule.ToString()), Options).Failure?.Summary);

        async Task Race()
        {
            var first = "";
            var other = Task.Run(() => Interlocked.CompareExchange(ref first, "the other", ""));
            await wait();
            Interlocked.CompareExchange(ref first, "who waited", "");
            await other;
            Assert.NotEqual(atOnce ? "who waited" : "the other", first);
        }
    }

    private ValueTask ValueFromOutside() => isThereAtOnce ? default : new ValueTask(FromOutside());

    // Called by another way, it is not under control.
    private Task FromOutside() => isThereAtOnce ? Task.CompletedTask : (Task)typeof(Task).GetMethod(nameof(Task.Delay), [typeof(int)])!.Invoke(null, [20])!;
}
