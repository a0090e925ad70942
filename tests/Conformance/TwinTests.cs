namespace ConcurrencyTrace.Conformance;

/// <summary>No correct program is reported.</summary>
public class TwinTests
{
    public static TheoryData<string> Pairs => FoundTests.Pairs;

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_twin_passes(string pair)
    {
        var result = Judged.Correct(AllPairs.Named(pair));

        Assert.True(result.Failure is null, result.Failure?.Report);
        Assert.Empty(Judged.Escapes(result));
    }

    [Fact]
    public void Traces_take_four_bytes_an_event_at_most()
    {
        var weight = new TraceWeight();

        Assert.True(weight.BytesPerEvent <= 4, weight.ToString());
    }
}
