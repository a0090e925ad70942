using ConcurrencyTrace.Harness;
using Xunit;

namespace Samples;

public class Rows
{
    public static IEnumerable<object[]> Members => [[1], [2]];

    public static IEnumerable<TheoryDataRow<Action, string>> Unserializable =>
    [
        new(() => { }, "works"),
        new(() => throw new InvalidOperationException("row is broken"), "breaks"),
        new(() => { }, "skipped") { Skip = "this row not" },
    ];

    public static TheoryData<int> Nothing => [];

    [TracedTheory(Schedules = 3)]
    [InlineData(1, "a")]
    [InlineData(2, "b/..\\:*?\"<>|")]
    public async Task Inline(int number, string text)
    {
        await Task.Yield();
        Journal.Write($"{number} {text.Length}");
        Assert.NotEqual(2, number);
    }

    [TracedTheory(Schedules = 3)]
    [MemberData(nameof(Members))]
    public void Member(int number) => Journal.Write($"{number}");

    [TracedTheory(Schedules = 3)]
    [MemberData(nameof(Unserializable))]
    public void Delayed(Action action, string name)
    {
        Journal.Write(name);
        action();
    }

    [TracedTheory(Schedules = 3)]
    [InlineData(1)]
    [InlineData("one")]
    public void Generic<T>(T value) => Journal.Write($"{typeof(T).Name} {value}");

    [TracedTheory(SkipTestWithoutData = true, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Nothing))]
    public void Without_data(int number) => Journal.Write($"{number}");

    [TracedTheory(Skip = "all of it")]
    [InlineData(1)]
    public void Skipped(int number) => Journal.Write($"{number}");
}
