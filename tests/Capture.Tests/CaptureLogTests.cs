using System.Globalization;
using System.Text;
using ConcurrencyTrace.Capture.Session;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Capture.Tests;

/// <summary>What threads add to the log is taken out of it once, whole, and up to the time that was asked for.</summary>
public class CaptureLogTests
{
    private const int Many = 20_000; // more than a block takes

    [Fact]
    public void Nothing_is_lost_or_taken_twice_while_several_threads_add()
    {
        var log = new CaptureLog();
        var threads = Enumerable.Range(1, 3).Select(number => new Thread(() =>
        {
            for (var i = 0; i < Many; i++)
            {
                log.Add(Event(i, number), Text(number, i));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        var taken = new List<(CapturedEvent Event, string? Text)>();
        while (threads.Exists(t => t.IsAlive))
        {
            log.Take(long.MaxValue, taken);
        }

        log.Take(long.MaxValue, taken);
        foreach (var number in Enumerable.Range(1, 3))
        {
            var ofThread = taken.Where(e => e.Event.Thread == number).ToList();
            Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), ofThread.Select(e => e.Event.Timestamp));
            Assert.All(ofThread, e => Assert.Equal(Encoding.UTF8.GetString(Text(number, (int)e.Event.Timestamp)), e.Text));
        }
    }

    [Fact]
    public void What_happened_later_is_left_for_the_next_time()
    {
        var log = new CaptureLog();
        for (var i = 0; i < Many; i++)
        {
            log.Add(Event(i, 1), []);
        }

        var taken = new List<(CapturedEvent Event, string? Text)>();
        log.Take(7, taken);
        Assert.Equal(7, taken.Count);
        log.Take(Many, taken);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), taken.Select(e => e.Event.Timestamp));
        Assert.All(taken, e => Assert.Null(e.Text));
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut()
    {
        var log = new CaptureLog();
        log.Add(Event(1, 1), new byte[CaptureBlock.Longest + 1]);
        var taken = new List<(CapturedEvent Event, string? Text)>();
        log.Take(long.MaxValue, taken);

        Assert.Equal(CaptureBlock.Longest, Assert.Single(taken).Text!.Length);
    }

    private static CapturedEvent Event(long timestamp, int thread) => new(timestamp, Guid.Empty, 0, thread, EventKind.Log);

    private static byte[] Text(int thread, int i) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{thread}: {i % 10}"));
}
