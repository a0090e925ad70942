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

    public static TheoryData<string, int[]> Long =>
        new() { { new string('x', 500) + "1", [1] }, { new string('x', 500) + "2", [1] }, { "short", [1, 2, 3, 4, 5, 6, 7, 8, 1] }, { "short", [1, 2, 3, 4, 5, 6, 7, 8, 2] } };

    public static IEnumerable<TheoryDataRow<Action>> Alike => [new(Throw), new(Throw)];

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
    [MemberData(nameof(Long))]
    public void Cut(string text, int[] numbers) => Assert.Fail($"{text[^1]} {numbers[^1]}");

    [TracedTheory(Schedules = 3)]
    [MemberData(nameof(Alike))]
    public void Told_apart_by_nothing(Action action) => action();

    [TracedTheory(Schedules = 3)]
    [InlineData(1)]
    [InlineData("one")]
    public void Generic<T>(T value) => Journal.Write($"{typeof(T).Name} {value}");

    [TracedTheory(SkipTestWithoutData = true, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Nothing))]
    public void Without_data(int number) => Journal.Write($"{number}");

    private static void Throw() => throw new InvalidOperationException("alike");

    [TracedTheory(Skip = "all of it")]
    [InlineData(1)]
    public void Skipped(int number) => Journal.Write($"{number}");
}
