using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>Programs of SCTBench (Thomson, Donaldson, Betts, <i>Concurrency Testing Using Schedule Bounding</i>, PPoPP 2014), written afresh: each must be found by default.</summary>
public class SctBenchTests
{
    private static void Finds(Func<Task> program) => Assert.NotNull(Explorer.Run(program).Failure);

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the check does not hold");
        }
    }

    private static void RunThreads(params Action[] bodies)
    {
        var threads = bodies.Select(b => new Thread(() => b())).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Reorder(int setters) => Finds(() =>
    {
        int a = 0, b = 0;
        var threads = Enumerable.Range(0, setters).Select(_ => (Action)(() => { a = 1; b = -1; })).Append(() => Check((a == 0 && b == 0) || (a == 1 && b == -1)));
        RunThreads([.. threads]);
        return Task.CompletedTask;
    });

    [Fact]
    public void Twostage() => Finds(() =>
    {
        object first = new(), second = new();
        int data = 0, copy = 0;
        RunThreads(
            () =>
            {
                lock (first)
                {
                    data = 1;
                }

                lock (second)
                {
                    copy = data + 1;
                }
            },
            () =>
            {
                int seen;
                lock (first)
                {
                    if (data == 0)
                    {
                        return;
                    }

                    seen = data;
                }

                lock (second)
                {
                    Check(copy == seen + 1);
                }
            });
        return Task.CompletedTask;
    });

    [Fact]
    public void Wronglock() => Finds(() =>
    {
        object right = new(), wrong = new();
        var shared = 0;
        RunThreads(Guarded(right), Guarded(wrong), Guarded(wrong));
        return Task.CompletedTask;

        Action Guarded(object gate) => () =>
        {
            lock (gate)
            {
                var before = shared;
                shared = before + 1;
                Check(shared == before + 1);
            }
        };
    });

    [Fact]
    public void Bluetooth_driver() => Finds(() =>
    {
        var pending = 1;
        var stopping = false;
        var stopped = false;
        RunThreads(
            () =>
            {
                if (!stopping)
                {
                    Interlocked.Increment(ref pending);
                    Check(!Volatile.Read(ref stopped));
                    Leave();
                }
            },
            () =>
            {
                stopping = true;
                Leave();
                Volatile.Write(ref stopped, true);
            });
        return Task.CompletedTask;

        void Leave() => Interlocked.Decrement(ref pending);
    });

    [Fact]
    public void Token_ring() => Finds(() =>
    {
        int x1 = 1, x2 = 2, x3 = 1;
        RunThreads(() => x1 = ((x3 + 1) % 4), () => x2 = x1, () => x3 = x2);
        Check(x1 == x2 && x2 == x3);
        return Task.CompletedTask;
    });

    [Fact]
    public void Account() => Finds(() =>
    {
        var gate = new object();
        var balance = 10;
        RunThreads(
            () => Change(10),
            () => Change(-5),
            () =>
            {
                lock (gate)
                {
                    Check(balance is 5 or 10 or 15 or 20);
                }
            });
        Check(balance == 15);
        return Task.CompletedTask;

        void Change(int amount)
        {
            int read;
            lock (gate)
            {
                read = balance;
            }

            lock (gate)
            {
                balance = read + amount;
            }
        }
    });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Dining_philosophers(int count) => Finds(() =>
    {
        var forks = Enumerable.Range(0, count).Select(_ => new object()).ToList();
        RunThreads([.. Enumerable.Range(0, count).Select(i => (Action)(() =>
        {
            lock (forks[i])
            {
                lock (forks[(i + 1) % count])
                {
                }
            }
        }))]);
        return Task.CompletedTask;
    });

    [Fact]
    public void Lock_never_released() => Finds(() =>
    {
        var gate = new object();
        RunThreads(() => Monitor.Enter(gate), () => Monitor.Enter(gate));
        return Task.CompletedTask;
    });

    [Fact]
    public void Lazy_initialisation_in_the_wrong_order() => Finds(() =>
    {
        var gate = new object();
        var data = 0;
        RunThreads(
            () => Locked(() => data++),
            () => Locked(() => data += 2),
            () => Locked(() => Check(data < 3)));
        return Task.CompletedTask;

        void Locked(Action action)
        {
            lock (gate)
            {
                action();
            }
        }
    });

    [Fact]
    public void Work_stealing_without_a_fence_takes_an_item_twice() => Finds(() =>
    {
        var items = new int[4];
        int head = 0, tail = 0;
        var taken = new int[3];
        RunThreads(
            () =>
            {
                Put(1);
                Put(2);
                Take();
                Take();
            },
            Steal);
        Check(taken[1] <= 1 && taken[2] <= 1);
        return Task.CompletedTask;

        void Put(int item) => items[tail++ % 4] = item;

        void Take()
        {
            if (tail > head)
            {
                taken[items[--tail % 4]]++;
            }
        }

        void Steal()
        {
            if (head < tail)
            {
                taken[items[head % 4]]++;
                head++;
            }
        }
    });
}
