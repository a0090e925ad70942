using DotNext.Threading;
using Microsoft.VisualStudio.Threading;
using AsyncLazy = Microsoft.VisualStudio.Threading.AsyncLazy<int>;
using AsyncManualResetEvent = Microsoft.VisualStudio.Threading.AsyncManualResetEvent;
using AsyncReaderWriterLock = DotNext.Threading.AsyncReaderWriterLock;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>Packages of locks, events and other means of coordination.</summary>
public class LockPackages
{
    [Fact]
    public Task NitoAsyncEx() => Works(async () =>
    {
        var (gate, count) = (new Nito.AsyncEx.AsyncLock(), 0);
        var done = new Nito.AsyncEx.AsyncCountdownEvent(2);
        await Together(Add, Add);
        await done.WaitAsync();
        Assert.Equal(2, count);

        async Task Add()
        {
            using (await gate.LockAsync())
            {
                var read = count;
                await Task.Yield();
                count = read + 1;
            }

            done.Signal();
        }
    });

    [Fact]
    public Task NitoAsyncExContext() => Works(() =>
    {
        var sum = 0;
        Nito.AsyncEx.AsyncContext.Run(async () => await Task.WhenAll(Add(1), Add(2)));
        Assert.Equal(3, sum);
        return Task.CompletedTask;

        async Task Add(int number)
        {
            await Task.Yield();
            sum += number;
        }
    });

    [Fact]
    public Task NitoProducerConsumerQueue() => Works(async () =>
    {
        var queue = new Nito.AsyncEx.AsyncProducerConsumerQueue<int>(1);
        var sum = 0;
        await Together(
            async () =>
            {
                await queue.EnqueueAsync(1);
                await queue.EnqueueAsync(2);
                queue.CompleteAdding();
            },
            async () =>
            {
                while (await queue.OutputAvailableAsync())
                {
                    sum += await queue.DequeueAsync();
                }
            });
        Assert.Equal(3, sum);
    });

    [Fact]
    public Task DotNextThreading() => Works(async () =>
    {
        using var gate = new AsyncExclusiveLock();
        using var shared = new AsyncReaderWriterLock();
        var count = 0;
        await Together(Add, Add);
        Assert.Equal(2, count);

        async Task Add()
        {
            await gate.AcquireAsync();
            try
            {
                await shared.EnterWriteLockAsync();
                count++;
                shared.Release();
            }
            finally
            {
                gate.Release();
            }
        }
    });

    [Fact]
    public Task NeoSmartAsyncLock() => Works(async () =>
    {
        var (gate, count) = (new NeoSmart.AsyncLock.AsyncLock(), 0);
        await Together(Add, Add);
        Assert.Equal(2, count);

        async Task Add()
        {
            using (await gate.LockAsync())
            {
                var read = count;
                await Task.Yield();
                count = read + 1;
            }
        }
    });

    [Fact]
    public Task VisualStudioThreading() => Works(async () =>
    {
        using var semaphore = new AsyncSemaphore(1);
        var ready = new AsyncManualResetEvent();
        var lazy = new AsyncLazy(async () =>
        {
            await Task.Yield();
            return 5;
        });
        var sum = 0;
        await Together(Add, Add, () =>
        {
            ready.Set();
            return Task.CompletedTask;
        });
        Assert.Equal(10, sum);

        async Task Add()
        {
            await ready;
            using (await semaphore.EnterAsync())
            {
                sum += await lazy.GetValueAsync();
            }
        }
    });

    [Fact]
    public Task Dataflow() => Works(async () =>
    {
        var sum = 0;
        var square = new System.Threading.Tasks.Dataflow.TransformBlock<int, int>(n => n * n, new System.Threading.Tasks.Dataflow.ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2 });
        var add = new System.Threading.Tasks.Dataflow.ActionBlock<int>(n => sum += n);
        using var link = square.LinkTo(add, new System.Threading.Tasks.Dataflow.DataflowLinkOptions { PropagateCompletion = true });
        Assert.True(System.Threading.Tasks.Dataflow.DataflowBlock.Post(square, 2));
        Assert.True(await System.Threading.Tasks.Dataflow.DataflowBlock.SendAsync(square, 3));
        square.Complete();
        await add.Completion;
        Assert.Equal(13, sum);
    });

    [Fact]
    public Task Nobody_need_ask_a_library_what_was_never_thrown() => Works(async () =>
    {
        System.Threading.Tasks.Dataflow.IDataflowBlock block = new System.Threading.Tasks.Dataflow.BufferBlock<int>();
        block.Fault(new InvalidOperationException("closed"));
        await Task.Yield();
    });

    [Fact]
    public void What_was_thrown_and_nobody_asked_a_library_for_is_a_failure()
    {
        var failure = ConcurrencyTrace.Exploration.Explorer.Run(async () =>
        {
            var block = new System.Threading.Tasks.Dataflow.ActionBlock<int>(_ => throw new InvalidOperationException("lost"));
            System.Threading.Tasks.Dataflow.DataflowBlock.Post(block, 1);
            await Task.Delay(1);
        }).Failure;
        Assert.Contains("nobody observed this exception", failure?.Report, StringComparison.Ordinal);
    }

    [Fact]
    public Task RateLimiting() => Works(async () =>
    {
        await using var limiter = new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 1, QueueLimit = 10 });
        var (inside, most) = (0, 0);
        await Together(Enter, Enter, Enter);
        Assert.Equal(1, most);

        async Task Enter()
        {
            using var lease = await limiter.AcquireAsync();
            Assert.True(lease.IsAcquired);
            most = Math.Max(most, ++inside);
            await Task.Yield();
            inside--;
        }
    });

    [Fact]
    public Task TokenBucket() => Works(async () =>
    {
        await using var limiter = new System.Threading.RateLimiting.TokenBucketRateLimiter(new()
        {
            TokenLimit = 1,
            QueueLimit = 5,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            AutoReplenishment = true,
        });
        await Together(Enter, Enter);

        async Task Enter()
        {
            using var lease = await limiter.AcquireAsync();
            Assert.True(lease.IsAcquired);
        }
    });
}
