using System.Threading.Tasks.Dataflow;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class DataflowPairs
{
    private static readonly DataflowLinkOptions Propagating = new() { PropagateCompletion = true };

    public static IEnumerable<Pair> All =>
    [
        new("ActionBlock.Post", "two messages at once, one total", FailureKind.Assertion,
            buggy: () => Total(parallelism: 2),
            correct: () => Total(parallelism: 1)),

        new("ActionBlock.Post", "refused because the block is full", FailureKind.Assertion,
            buggy: () => Full(send: false),
            correct: () => Full(send: true)),

        new("TransformBlock.Complete", "a pause thought long enough for what is under way", FailureKind.Assertion,
            buggy: () => UnderWay(wait: false),
            correct: () => UnderWay(wait: true)),

        new("TransformBlock.LinkTo", "the first of two sources to end completes what both feed", FailureKind.Assertion,
            buggy: () => TwoSources(waitForBoth: false),
            correct: () => TwoSources(waitForBoth: true)),

        new("TransformBlock.EnsureOrdered", "results that overtake one another", FailureKind.Assertion,
            buggy: () => Order(ensure: false),
            correct: () => Order(ensure: true)),

        new("TransformManyBlock.Post", "a pair of messages taken for neighbours", FailureKind.Assertion,
            buggy: () => Neighbours(parallelism: 2),
            correct: () => Neighbours(parallelism: 1)),

        new("BufferBlock.ReceiveAsync", "counted, then taken by another", FailureKind.Deadlock,
            buggy: () => Receive(tryReceive: false),
            correct: () => Receive(tryReceive: true)),

        new("BufferBlock.OutputAvailableAsync", "available, then taken by another", FailureKind.Exception,
            buggy: () => Available(tryReceive: false),
            correct: () => Available(tryReceive: true)),

        new("BatchBlock.TriggerBatch", "before the last message has come", FailureKind.Deadlock,
            buggy: () => Batch(together: true),
            correct: () => Batch(together: false)),

        new("JoinBlock.Target2", "one half joined with another's", FailureKind.Assertion,
            buggy: () => Joined(oneStep: false),
            correct: () => Joined(oneStep: true)),

        new("BroadcastBlock.Post", "a slow receiver sees the last message only", FailureKind.Assertion,
            buggy: () => Broadcast(bounded: true),
            correct: () => Broadcast(bounded: false)),

        new("WriteOnceBlock.Post", "the other one was first", FailureKind.Assertion,
            buggy: () => WriteOnce(trustResult: false),
            correct: () => WriteOnce(trustResult: true)),

        new("DataflowBlock.Choose", "the other source was chosen", FailureKind.Assertion,
            buggy: () => Choose(trustResult: false),
            correct: () => Choose(trustResult: true)),
    ];

    private static async Task Total(int parallelism)
    {
        var total = 0;
        var block = new ActionBlock<int>(n => total += n, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = parallelism });
        block.Post(1);
        block.Post(1);
        block.Complete();
        await block.Completion;
        Assert.Equal(2, total);
    }

    private static async Task Full(bool send)
    {
        var count = 0;
        var block = new ActionBlock<int>(_ => count++, new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        for (var i = 0; i < 2; i++)
        {
            if (send)
            {
                await block.SendAsync(i);
            }
            else
            {
                block.Post(i);
            }
        }

        block.Complete();
        await block.Completion;
        Assert.Equal(2, count);
    }

    private static async Task UnderWay(bool wait)
    {
        var total = 0;
        var sink = new ActionBlock<int>(n => total += n);
        var slow = new TransformBlock<int, int>(async n =>
        {
            await Task.Delay(10);
            return n;
        });
        slow.LinkTo(sink);
        slow.Post(1);
        slow.Complete();
        await (wait ? slow.Completion : Task.Delay(new Random().Next(5, 20)));
        sink.Complete();
        await sink.Completion;
        Assert.Equal(1, total);
    }

    private static async Task TwoSources(bool waitForBoth)
    {
        var total = 0;
        var sink = new ActionBlock<int>(n => total += n);
        TransformBlock<int, int>[] sources = [new(n => n), new(n => n)];
        foreach (var source in sources)
        {
            source.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = !waitForBoth });
            source.Post(1);
            source.Complete();
        }

        if (waitForBoth)
        {
            await Task.WhenAll(sources[0].Completion, sources[1].Completion);
            sink.Complete();
        }

        await sink.Completion;
        Assert.Equal(2, total);
    }

    private static async Task Order(bool ensure)
    {
        var seen = new List<int>();
        var yielding = new TransformBlock<int, int>(
            async n =>
            {
                await Task.Yield();
                return n;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2, EnsureOrdered = ensure });
        var sink = new ActionBlock<int>(seen.Add);
        yielding.LinkTo(sink, Propagating);
        yielding.Post(1);
        yielding.Post(2);
        yielding.Complete();
        await sink.Completion;
        Assert.Equal([1, 2], seen);
    }

    private static async Task Neighbours(int parallelism)
    {
        int[] last = [0];
        var twice = new TransformManyBlock<int, int>(n => [n, n]);
        var sink = new ActionBlock<int>(n => last[0] += n, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = parallelism });
        twice.LinkTo(sink, Propagating);
        twice.Post(1);
        twice.Complete();
        await sink.Completion;
        Assert.Equal(2, last[0]);
    }

    private static async Task Receive(bool tryReceive)
    {
        var buffer = new BufferBlock<int>();
        buffer.Post(1);
        await InTasks(Take, Take);

        async Task Take()
        {
            if (tryReceive)
            {
                buffer.TryReceive(out _);
            }
            else if (buffer.Count > 0)
            {
                await Task.Yield();
                await buffer.ReceiveAsync();
            }
        }
    }

    private static async Task Available(bool tryReceive)
    {
        var buffer = new BufferBlock<int>();
        var receivers = InTasks(Drain, Drain);
        buffer.Post(1);
        buffer.Complete();
        await receivers;

        async Task Drain()
        {
            while (await buffer.OutputAvailableAsync())
            {
                if (tryReceive)
                {
                    buffer.TryReceive(out _);
                }
                else
                {
                    await buffer.ReceiveAsync();
                }
            }
        }
    }

    private static async Task Batch(bool together)
    {
        var count = 0;
        var whole = new TaskCompletionSource();
        var batches = new BatchBlock<int>(2);
        batches.LinkTo(new ActionBlock<int[]>(batch =>
        {
            count += batch.Length;
            if (count == 3)
            {
                whole.SetResult();
            }
        }));
        if (together)
        {
            await InTasks(Post, Trigger);
        }
        else
        {
            await Post();
            await Trigger();
        }

        await whole.Task;

        Task Post()
        {
            batches.Post(1);
            batches.Post(2);
            batches.Post(3);
            return Task.CompletedTask;
        }

        Task Trigger()
        {
            batches.TriggerBatch();
            return Task.CompletedTask;
        }
    }

    private static async Task Joined(bool oneStep)
    {
        object gate = new();
        var pairs = new JoinBlock<int, int>();
        await InTasks(() => Offer(1), () => Offer(2));
        for (var i = 0; i < 2; i++)
        {
            var (first, second) = await pairs.ReceiveAsync();
            Assert.Equal(first, second);
        }

        async Task Offer(int number)
        {
            if (oneStep)
            {
                lock (gate)
                {
                    Both(number);
                }
            }
            else
            {
                Both(number);
            }

            await Task.Yield();
        }

        void Both(int number)
        {
            pairs.Target1.Post(number);
            pairs.Target2.Post(number);
        }
    }

    private static async Task Broadcast(bool bounded)
    {
        var count = 0;
        var source = new BroadcastBlock<int>(null);
        var sink = new ActionBlock<int>(_ => count++, new ExecutionDataflowBlockOptions { BoundedCapacity = bounded ? 1 : DataflowBlockOptions.Unbounded });
        source.LinkTo(sink, Propagating);
        source.Post(1);
        source.Post(2);
        source.Post(3);
        source.Complete();
        await sink.Completion;
        Assert.Equal(3, count);
    }

    private static async Task WriteOnce(bool trustResult)
    {
        var first = 1;
        var once = new WriteOnceBlock<int>(null);
        await InTasks(() => Offer(1), () => Offer(2));
        Assert.Equal(await once.ReceiveAsync(), first);

        async Task Offer(int number)
        {
            if (once.Post(number) && trustResult)
            {
                first = number;
            }

            await Task.Yield();
        }
    }

    private static async Task Choose(bool trustResult)
    {
        var taken = 0;
        var (left, right) = (new BufferBlock<int>(), new BufferBlock<int>());
        var choice = DataflowBlock.Choose(left, _ => taken = 0, right, _ => taken = 1);
        await InTasks(() => Task.FromResult(left.Post(1)), () => Task.FromResult(right.Post(1)));
        var chosen = await choice;
        Assert.Equal(trustResult ? taken : 0, chosen);
    }
}
