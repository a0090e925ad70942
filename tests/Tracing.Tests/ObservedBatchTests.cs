using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing.Observing;

namespace ConcurrencyTrace.Tracing.Tests;

/// <summary>What comes from elsewhere stands among the batch's own events where it belongs.</summary>
public class ObservedBatchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Events_from_elsewhere_are_put_in_by_time_in_whichever_order_they_come(int count)
    {
        var random = new Random(count);
        var own = Enumerable.Range(0, count).Select(i => Event(i / 3, subject: i)).ToList();
        foreach (var added in (IReadOnlyList<TraceEvent>[])
        [
            [.. Enumerable.Range(0, count).Select(i => Event(random.Next(count), subject: count + i))],
            [.. Enumerable.Range(0, count).Select(i => Event(count - i, subject: count + i))],
            [.. Enumerable.Range(0, count).Select(i => Event(i + random.Next(20), subject: count + i))], // a little late
        ])
        {
            var batch = new ObservedBatch();
            batch.Events.AddRange(own);
            batch.Merge(added, earliest: 0);

            Assert.Equal(own.Concat(added).OrderBy(e => e.Time), batch.Events); // stable: of the same time, as they came
        }
    }

    [Fact]
    public void What_belongs_to_an_earlier_stretch_comes_first_and_what_was_before_the_trace_not_at_all()
    {
        var batch = new ObservedBatch();
        batch.Events.AddRange([Event(50, 1), Event(60, 2)]);
        batch.Merge([Event(55, 3), Event(10, 4), Event(-1, 5)], earliest: 50);

        Assert.Equal([(50, 1), (50, 4), (55, 3), (60, 2)], batch.Events.Select(e => (e.Time, e.Subject)));
    }

    private static TraceEvent Event(long time, int subject) => new(time, EventKind.Log, 0, subject, 0, 0);
}
