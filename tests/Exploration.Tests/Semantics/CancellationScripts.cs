using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Whoever is cancelled gets the same exception under control: of the same type, with the same words and the same token.</summary>
public class CancellationScripts
{
    private static readonly Dictionary<string, Func<Channel<int>>> Channels = new()
    {
        ["unbounded"] = Channel.CreateUnbounded<int>,
        ["one reader"] = () => Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true }),
        ["prioritized"] = Channel.CreateUnboundedPrioritized<int>,
        ["bounded"] = () => Channel.CreateBounded<int>(1),
        ["rendezvous"] = () => Channel.CreateBounded<int>(0),
    };

    public static TheoryData<string> Kinds => [.. Channels.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cancelled_waits_for_a_channel(string kind) => Alike(script =>
    {
        script.Get(() => Cancelled(token => Channels[kind]().Reader.ReadAsync(token).AsTask()));
        script.Get(() => Cancelled(token => Channels[kind]().Reader.WaitToReadAsync(token).AsTask()));
        script.Get(() => Cancelled(token => Full(kind).Writer.WriteAsync(2, token).AsTask()));
        script.Get(() => Cancelled(token => Full(kind).Writer.WaitToWriteAsync(token).AsTask()));
        script.Get(() => Cancelled(async token =>
        {
            await foreach (var item in Channels[kind]().Reader.ReadAllAsync(token))
            {
            }
        }));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Ends_of_a_channel_with_a_cancellation(string kind) => Alike(script =>
    {
        var (empty, full) = (Channels[kind](), Full(kind));
        Task[] waits = [empty.Reader.ReadAsync().AsTask(), full.Writer.WriteAsync(2).AsTask()];
        using var source = new CancellationTokenSource();
        empty.Writer.Complete(new OperationCanceledException("ours"));
        full.Writer.Complete(new OperationCanceledException("ours", source.Token));
        foreach (var wait in waits)
        {
            script.Do(() => wait.GetAwaiter().GetResult());
        }

        script.Do(() => empty.Reader.ReadAsync().AsTask().GetAwaiter().GetResult());
        script.Do(() => full.Writer.WriteAsync(3).AsTask().GetAwaiter().GetResult());
    });

    [Fact]
    public void A_read_that_another_takes_the_place_of() => Alike(script =>
    {
        var channel = Channels["one reader"]();
        var (read, wait) = (channel.Reader.ReadAsync().AsTask(), channel.Reader.WaitToReadAsync().AsTask());
        _ = channel.Reader.ReadAsync().AsTask();
        _ = channel.Reader.WaitToReadAsync().AsTask();
        script.Do(() => read.GetAwaiter().GetResult());
        script.Do(() => wait.GetAwaiter().GetResult());
    });

    [Fact]
    public void A_delegate_that_returns_no_task_for_it_is_cancelled() => Alike(script =>
    {
        script.Do(() => Task.Run(Task? () => throw new OperationCanceledException("ours")).GetAwaiter().GetResult());
        script.Do(() => Task.Run(Task<int>? () => throw new TaskCanceledException("ours")).GetAwaiter().GetResult());
    });

    [Fact]
    public void What_is_enumerated_by_completion() => Alike(script =>
    {
        script.Get(() => Cancelled(token => Each(Task.WhenEach(new TaskCompletionSource().Task), token)));
        script.Get(() => Cancelled(token => Each(Task.WhenEach(Task.CompletedTask, new TaskCompletionSource().Task), token), cancelsFirst: true));
    });

    [Fact]
    public void Queries_of_several_stages() => Alike(script =>
    {
        var numbers = Enumerable.Range(0, 4).ToArray();
        script.Get(() => Cancelled(token => Task.FromResult(numbers.AsParallel().WithCancellation(token).Select(i => i + 1).Sum()), cancelsFirst: true));
        script.Get(() => Cancelled(token => Task.FromResult(numbers.AsParallel().WithCancellation(token).Where(i => i > 1).ToList()), cancelsFirst: true));
        script.Get(() => Cancelled(token => Task.FromResult(numbers.AsParallel().WithCancellation(token).Select(i => i).First()), cancelsFirst: true));
    });

    private static Channel<int> Full(string kind)
    {
        var channel = Channels[kind]();
        channel.Writer.TryWrite(1);
        return channel;
    }

    private static async Task Each(IAsyncEnumerable<Task> tasks, CancellationToken token)
    {
        await foreach (var task in tasks.WithCancellation(token))
        {
        }
    }

    private static string Cancelled(Func<CancellationToken, Task> wait, bool cancelsFirst = false)
    {
        using var source = new CancellationTokenSource();
        try
        {
            if (cancelsFirst)
            {
                source.Cancel();
            }

            var waiting = wait(source.Token);
            source.Cancel();
            waiting.GetAwaiter().GetResult();
            return "not cancelled";
        }
        catch (OperationCanceledException e)
        {
            return $"{e.GetType().Name} {e.Message} {e.CancellationToken == source.Token}";
        }
    }
}
