namespace ConcurrencyTrace.Tracing.Tests;

public class TextTests
{
    [Fact]
    public void What_was_written_is_parsed()
    {
        foreach (var trace in (Trace[])[Samples.Small, Samples.Deadlock, Samples.Odd(1), Samples.Odd(2)])
        {
            var parsed = TraceText.Parse(TraceText.Write(trace));
            Samples.AssertSame(trace, parsed);
            Assert.Equal(trace.Header with { Modules = [] }, parsed.Header with { Modules = [] });
            Assert.Equal(trace.Header.Modules, parsed.Header.Modules);
        }
    }

    [Fact]
    public void Line_ends_of_Windows_are_read_too() =>
        Samples.AssertSame(Samples.Deadlock, TraceText.Parse(TraceText.Write(Samples.Deadlock).ReplaceLineEndings("\r\n")));

    [Fact]
    public void A_line_says_what_happened_and_where() =>
        Assert.Equal(
            "      0.0000 op=1 ResourceCreated subject=1 detail=Lock site=1 // a.cs:22 A.B (Lock.Enter)",
            TraceText.Write(Samples.Small).Split('\n')[^5]);

    [Theory]
    [InlineData("events: 6", "events: 7", "CTR0305: t:15: cannot read \"      1.0000 op=1 OperationEnded subject=0 detail=Completed\", expected more lines after it.")]
    [InlineData("events: 6", "events: 5", "CTR0305: t:15: cannot read \"      1.0000 op=1 OperationEnded subject=0 detail=Completed\", expected the end of the text.")]
    [InlineData("op=1 Acquired", "op=1 Grabbed", "CTR0305: t:13: cannot read \"      0.0000 op=1 Grabbed subject=1")]
    [InlineData("site=1 //", "site=2 //", "expected a site from 0 to 1.")]
    [InlineData("mode: Explore", "mode: Guess", "CTR0305: t:3: cannot read \"mode: Guess\", expected a mode.")]
    [InlineData("-text 1", "-text 2", "CTR0302: t: format version 2 is newer than version 1")]
    [InlineData("concurrencytrace-text", "something-else", "CTR0301: t: not a trace")]
    public void What_cannot_be_read_is_named_with_its_line(string old, string replacement, string message)
    {
        var text = TraceText.Write(Samples.Small);
        Assert.Contains(old, text, StringComparison.Ordinal);
        var e = Assert.Throws<TraceFormatException>(() => TraceText.Parse(text.Replace(old, replacement, StringComparison.Ordinal), "t"));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
