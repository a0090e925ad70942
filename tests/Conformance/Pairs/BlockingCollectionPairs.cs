using System.Collections.Concurrent;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class BlockingCollectionPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("BlockingCollection.Add", "added to after adding was completed", FailureKind.Exception,
            buggy: () => Closing(tryAdd: false),
            correct: () => Closing(tryAdd: true)),

        new("BlockingCollection.Add", "a consumer that feeds its own bounded queue", FailureKind.Deadlock,
            buggy: () => Feedback(bound: 1),
            correct: () => Feedback(bound: 3)),

        new("BlockingCollection.Take", "one sentinel for two consumers", FailureKind.Deadlock,
            buggy: () => Sentinel(passOn: false),
            correct: () => Sentinel(passOn: true)),

        new("BlockingCollection.Take", "not empty, then taken by another", FailureKind.Exception,
            buggy: () => TakeIfAny(tryTake: false),
            correct: () => TakeIfAny(tryTake: true)),

        new("BlockingCollection.TryTake", "nothing now taken for nothing ever", FailureKind.Assertion,
            buggy: () => Consume(block: false),
            correct: () => Consume(block: true)),

        new("BlockingCollection.TryTake(timeout)", "gives up on a slow producer", FailureKind.Assertion,
            buggy: () => SlowProducer(50),
            correct: () => SlowProducer(Timeout.Infinite)),

        new("BlockingCollection.TryAdd", "a full queue loses the order", FailureKind.Assertion,
            buggy: () => Offer(0),
            correct: () => Offer(Timeout.Infinite)),

        new("BlockingCollection.CompleteAdding", "only when nothing fails", FailureKind.Deadlock,
            buggy: () => Complete(always: false),
            correct: () => Complete(always: true)),

        new("BlockingCollection.GetConsumingEnumerable", "ended by the first of two producers", FailureKind.Exception,
            buggy: () => Producers(last: false),
            correct: () => Producers(last: true)),

        new("BlockingCollection.Count", "counted before it is taken", FailureKind.Exception,
            buggy: () => Batch(useCount: true),
            correct: () => Batch(useCount: false)),

        new("BlockingCollection.IsCompleted", "asked between two items", FailureKind.Exception,
            buggy: () => Poll(tryTake: false),
            correct: () => Poll(tryTake: true)),

        new("BlockingCollection.TakeFromAny", "only one of two queues is ever watched", FailureKind.Deadlock,
            buggy: () => AnyQueue(both: false),
            correct: () => AnyQueue(both: true)),

        new("BlockingCollection.AddToAny", "the index of the queue ignored", FailureKind.Assertion,
            buggy: () => AddAny(useIndex: false),
            correct: () => AddAny(useIndex: true)),
    ];

    private static void Closing(bool tryAdd)
    {
        using BlockingCollection<int> queue = [];
        InThreads(() => queue.CompleteAdding(), () =>
        {
            if (queue.IsAddingCompleted)
            {
                return;
            }

            try
            {
                queue.Add(1);
            }
            catch (InvalidOperationException) when (tryAdd)
            {
                // Closed meanwhile.
            }
        });
    }

    private static void Feedback(int bound)
    {
        using BlockingCollection<int> queue = new(bound);
        queue.Add(2);
        InThreads(Work, () => queue.Add(0));

        void Work()
        {
            var item = queue.Take();
            if (item > 0)
            {
                queue.Add(item - 1);
                queue.Take();
            }

            queue.Take();
        }
    }

    private static void Sentinel(bool passOn)
    {
        using BlockingCollection<int> queue = [];
        var stopped = false;
        InThreads(Consume, Consume, () => queue.Add(-1));

        void Consume()
        {
            if (Volatile.Read(ref stopped))
            {
                return;
            }

            if (queue.Take() == -1)
            {
                Volatile.Write(ref stopped, true);
                if (passOn)
                {
                    queue.Add(-1);
                }
            }
        }
    }

    private static void TakeIfAny(bool tryTake)
    {
        using BlockingCollection<int> queue = [1];
        queue.CompleteAdding();
        InThreads(Take, Take);

        void Take()
        {
            if (tryTake)
            {
                queue.TryTake(out _);
            }
            else if (queue.Count > 0)
            {
                queue.Take();
            }
        }
    }

    private static void Consume(bool block)
    {
        using BlockingCollection<int> queue = [];
        var taken = 0;
        InThreads(() => { queue.Add(1); queue.CompleteAdding(); }, () =>
        {
            while (queue.TryTake(out _, block ? Timeout.Infinite : 0))
            {
                taken++;
            }
        });
        Assert.Equal(1, taken);
    }

    private static void SlowProducer(int patience)
    {
        using BlockingCollection<int> queue = [];
        InThreads(() => { Thread.Sleep(50); queue.Add(1); }, () => Assert.True(queue.TryTake(out _, patience)));
    }

    private static void Offer(int patience)
    {
        using BlockingCollection<int> queue = new(1);
        var taken = 0;
        InThreads(() => { queue.TryAdd(1, patience); queue.TryAdd(2, patience); queue.CompleteAdding(); }, () =>
        {
            foreach (var item in queue.GetConsumingEnumerable())
            {
                taken += item;
            }
        });
        Assert.Equal(3, taken);
    }

    private static void Complete(bool always)
    {
        using BlockingCollection<int> queue = [];
        var cancelled = false;
        InThreads(
            () =>
            {
                if (!Volatile.Read(ref cancelled) || always)
                {
                    queue.CompleteAdding();
                }
            },
            () => Volatile.Write(ref cancelled, true),
            () => queue.TryTake(out _, Timeout.Infinite));
    }

    private static void Producers(bool last)
    {
        using BlockingCollection<int> queue = [];
        var left = 2;
        InThreads(Produce, Produce, () => Assert.All(queue.GetConsumingEnumerable(), item => Assert.Equal(1, item)));

        void Produce()
        {
            queue.Add(1);
            if (Interlocked.Decrement(ref left) == 0 || !last)
            {
                queue.CompleteAdding();
            }
        }
    }

    private static void Batch(bool useCount)
    {
        using BlockingCollection<int> queue = [1, 2];
        queue.CompleteAdding();
        InThreads(Take, Take);

        void Take()
        {
            if (useCount)
            {
                for (var left = queue.Count; left > 0; left--)
                {
                    queue.Take();
                }

                return;
            }

            while (queue.TryTake(out _))
            {
                // The next.
            }
        }
    }

    private static void Poll(bool tryTake)
    {
        using BlockingCollection<int> queue = [1];
        InThreads(() => queue.CompleteAdding(), () =>
        {
            while (!queue.IsCompleted)
            {
                if (tryTake)
                {
                    queue.TryTake(out _, 10);
                }
                else
                {
                    queue.Take();
                }
            }
        });
    }

    private static void AnyQueue(bool both)
    {
        using BlockingCollection<int> urgent = [], normal = [];
        var choice = 0;
        InThreads(
            () => (Volatile.Read(ref choice) == 0 ? urgent : normal).Add(1),
            () => Volatile.Write(ref choice, 1),
            () => BlockingCollection<int>.TakeFromAny(both ? [urgent, normal] : [urgent], out _));
    }

    private static void AddAny(bool useIndex)
    {
        using BlockingCollection<int> first = new(1), second = new(1);
        InThreads(() => Add(1), () => Add(2));

        void Add(int item)
        {
            var index = BlockingCollection<int>.AddToAny([first, second], item);
            Assert.True((useIndex && index == 1 ? second : first).TryTake(out var taken));
            Assert.Equal(item, taken);
        }
    }
}
