namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What only the first schedule can show is named: state that outlives it.</summary>
public class LastingStateTests
{
    private static readonly Dictionary<int, string> Texts = [];
    private static readonly Lock Gate = new();
    private static object? plain;
    private static volatile object? declaredVolatile;
    private static int count;

    [Fact]
    public void A_static_field_that_is_set_on_first_use() => Names("LastingStateTests.plain", () => plain ??= new object());

    [Fact]
    public void A_volatile_static_field_that_is_set_on_first_use() => Names("LastingStateTests.declaredVolatile", () => declaredVolatile ??= new object());

    [Fact]
    public void A_static_collection_that_is_filled_on_first_use() => Names("Dictionary.Item", () =>
    {
        lock (Gate)
        {
            if (!Texts.ContainsKey(1))
            {
                Texts[1] = "one";
            }
        }
    });

    [Fact]
    public void State_that_every_schedule_writes_is_not_named() => Names(null, () =>
    {
        lock (Gate)
        {
            count++;
        }
    });

    [Fact]
    public void State_of_one_schedule_is_not_named()
    {
        var result = Explorer.Run(() =>
        {
            object? local = null;
            return Task.WhenAll(Task.Run(() => local ??= new object()), Task.Run(() => local ??= new object()));
        });
        Assert.Empty(result.LastingState);
    }

    private static void Names(string? member, Action use)
    {
        var result = Explorer.Run(() => Task.WhenAll(Task.Run(use), Task.Run(use)), new ExplorerOptions { Schedules = 50 });
        Assert.Null(result.Failure);
        Assert.Equal(member is null ? [] : [member], result.LastingState.Select(text => text.Split(" at ")[0]));
    }
}
