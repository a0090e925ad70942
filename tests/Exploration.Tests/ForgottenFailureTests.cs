using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Exceptions of tasks that nobody looks at, whatever the task came from.</summary>
public class ForgottenFailureTests
{
    public static TheoryData<string> Sources => [.. Starts.Keys];

    private static Dictionary<string, Func<Task>> Starts { get; } = new()
    {
        ["task"] = () => Task.Run(() => throw new InvalidOperationException("lost")),
        ["method"] = Late,
        ["method that need not wait"] = AtOnce,
        ["method with a result"] = AtOnceWithResult,
        ["value task"] = () => AtOnceByValue().AsTask(),
        ["value task with a result"] = () => AtOnceByValueWithResult().AsTask(),
        ["all of several"] = () => Task.WhenAll(Late(), Task.Delay(1)),
        ["completion source"] = Completed,
        ["timeout"] = () => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(1)),
        ["task of a scheduler of the program's own"] = () => Task.Factory.StartNew(() => throw new InvalidOperationException("lost"), CancellationToken.None, TaskCreationOptions.None, new ThreadPerTaskScheduler()),
        ["continuation"] = () => Task.Run(() => { }).ContinueWith(static _ => throw new InvalidOperationException("lost")),
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_forgotten_one_fails(string source) => Assert.Contains("nobody observed this exception", Fails(FailureKind.Exception, async () =>
    {
        _ = Starts[source]();
        await Task.Delay(10);
    }).Report, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Sources))]
    public void One_that_is_looked_at_passes(string source) => Passes(async () =>
    {
        var task = Starts[source]();
        await Task.WhenAny(task);
        Assert.NotNull(task.Exception);
    });

    [Fact]
    public void How_a_channel_ended_need_not_be_asked() => Passes(async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        var reading = Task.Run(async () => await channel.Reader.ReadAsync());
        channel.Writer.Complete(new InvalidOperationException("closed"));
        await Assert.ThrowsAsync<ChannelClosedException>(() => reading);
    });

    private static async Task Late()
    {
        await Task.Yield();
        throw new InvalidOperationException("lost");
    }

    private static async Task AtOnce() => throw new InvalidOperationException("lost");

    private static async Task<int> AtOnceWithResult() => throw new InvalidOperationException("lost");

    private static async ValueTask AtOnceByValue() => throw new InvalidOperationException("lost");

    private static async ValueTask<int> AtOnceByValueWithResult() => throw new InvalidOperationException("lost");

    private static Task Completed()
    {
        var source = new TaskCompletionSource();
        _ = Task.Run(() => source.SetException(new InvalidOperationException("lost")));
        return source.Task;
    }
}
