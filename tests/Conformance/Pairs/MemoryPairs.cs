using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static ConcurrencyTrace.Conformance.Programs;

#pragma warning disable CA1814 // Arrays of several dimensions are among what is tested.

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class MemoryPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("memory.captured local", "check-then-act", FailureKind.Assertion,
            buggy: () => Withdraw(locked: false),
            correct: () => Withdraw(locked: true)),

        new("memory.field", "a lazily created field without publication", FailureKind.Exception,
            buggy: () => Connect(whole: false),
            correct: () => Connect(whole: true)),

        new("memory.static field", "a static cache filled by two", FailureKind.Assertion,
            buggy: () => Registry.Use(locked: false),
            correct: () => Registry.Use(locked: true)),

        new("memory.property", "Count++ on an auto-property", FailureKind.Assertion,
            buggy: () => Statistics(locked: false),
            correct: () => Statistics(locked: true)),

        new("memory.array element", "two totals in one cell", FailureKind.Assertion,
            buggy: () => Histogram(shared: true),
            correct: () => Histogram(shared: false)),

        new("memory.struct", "a torn pair", FailureKind.Assertion,
            buggy: () => Torn(locked: false),
            correct: () => Torn(locked: true)),

        new("memory.struct", "written as a whole, read as a whole, in between", FailureKind.Assertion,
            buggy: () => TornWhole(new object(), new object(), static (place, at) => place.At = at, static place => place.At),
            correct: () => TornWhole(new object(), null, static (place, at) => place.At = at, static place => place.At)),

        new("memory.array element", "a struct written as a whole, read as a whole, in between", FailureKind.Assertion,
            buggy: () => TornWhole(new object(), new object(), static (place, at) => place.Cells[1] = at, static place => place.Cells[1]),
            correct: () => TornWhole(new object(), null, static (place, at) => place.Cells[1] = at, static place => place.Cells[1])),

        new("memory.readonly field", "others see the object before its constructor has set it", FailureKind.Assertion,
            buggy: () => Seen(early: true),
            correct: () => Seen(early: false)),

        new("memory.struct field", "one half of a range changed at a time", FailureKind.Assertion,
            buggy: () => Shrink(locked: false),
            correct: () => Shrink(locked: true)),

        new("memory.inline array", "one of its cells counted up by two", FailureKind.Assertion,
            buggy: () => Cells(locked: false),
            correct: () => Cells(locked: true)),

        new("memory.by-ref parameter", "incremented through a reference", FailureKind.Assertion,
            buggy: () => ByRef(locked: false),
            correct: () => ByRef(locked: true)),

        new("memory.by-ref local", "a slot found once, added to by two", FailureKind.Assertion,
            buggy: () => Slot(locked: false),
            correct: () => Slot(locked: true)),

        new("memory.returned reference", "incremented through what a method returned", FailureKind.Assertion,
            buggy: () => ThroughAddress(locked: false, (numbers, _) => Cell(numbers)++),
            correct: () => ThroughAddress(locked: true, (numbers, _) => Cell(numbers)++)),

        new("memory.span", "two spans over one array", FailureKind.Assertion,
            buggy: () => ThroughAddress(locked: false, (numbers, _) => numbers.AsSpan(1)[0]++),
            correct: () => ThroughAddress(locked: true, (numbers, _) => numbers.AsSpan(1)[0]++)),

        new("memory.span", "by its index here, through a span there", FailureKind.Assertion,
            buggy: () => Array(locked: false, n => n[1]++, n => n.AsSpan(1)[0]++, n => n[1] == 2),
            correct: () => Array(locked: true, n => n[1]++, n => n.AsSpan(1)[0]++, n => n[1] == 2)),

        new("Span.Fill", "filled between two looks at the array", FailureKind.Exception,
            buggy: () => Array(locked: false, n => n.AsSpan().Fill(1), SeesOneValue, _ => true),
            correct: () => Array(locked: true, n => n.AsSpan().Fill(1), SeesOneValue, _ => true)),

        new("LinkedListNode.Value", "counted up by two", FailureKind.Assertion,
            buggy: () => Node(locked: false),
            correct: () => Node(locked: true)),

        new("LinkedListNode.Next", "asked for while the list changes", FailureKind.DataRace,
            buggy: () => Neighbour(locked: false),
            correct: () => Neighbour(locked: true)),

        new("Encoding.GetBytes", "one buffer for two texts", FailureKind.Exception,
            buggy: () => Collect(locked: false, new byte[1], Encode),
            correct: () => Collect(locked: true, new byte[1], Encode)),

        new("memory.ref field", "incremented through a struct that keeps a reference", FailureKind.Assertion,
            buggy: () => ThroughAddress(locked: false, (numbers, _) => new Cursor(ref numbers[1]).Increment()),
            correct: () => ThroughAddress(locked: true, (numbers, _) => new Cursor(ref numbers[1]).Increment())),

        new("memory.Memory", "a memory made before, over an array that others index", FailureKind.Assertion,
            buggy: () => Viewed(locked: false),
            correct: () => Viewed(locked: true)),

        new("Array.Fill", "filled between two looks", FailureKind.Exception,
            buggy: () => Array(locked: false, n => System.Array.Fill(n, 1), SeesOneValue, _ => true),
            correct: () => Array(locked: true, n => System.Array.Fill(n, 1), SeesOneValue, _ => true)),

        new("Array.Copy", "copied in the middle of a transfer", FailureKind.Exception,
            buggy: () => Array(locked: false, Transfer, CopiesNothingLost, _ => true),
            correct: () => Array(locked: true, Transfer, CopiesNothingLost, _ => true)),

        new("Array.Clone", "taken in the middle of a copy", FailureKind.Exception,
            buggy: () => Array(locked: false, n => System.Array.Copy(new[] { 1, 1 }, n, 2), ClonesOneValue, _ => true),
            correct: () => Array(locked: true, n => System.Array.Copy(new[] { 1, 1 }, n, 2), ClonesOneValue, _ => true)),

        new("Span.CopyTo", "copied in the middle of a fill", FailureKind.Exception,
            buggy: () => Array(locked: false, n => n.AsSpan().Fill(1), SpanShowsOneValue, _ => true),
            correct: () => Array(locked: true, n => n.AsSpan().Fill(1), SpanShowsOneValue, _ => true)),

        new("memory.pointer", "two pointers to one cell", FailureKind.Assertion,
            buggy: () => ThroughAddress(locked: false, ByPointer),
            correct: () => ThroughAddress(locked: true, ByPointer)),

        new("memory.array of two dimensions", "one cell counted up by two", FailureKind.Assertion,
            buggy: () => ThroughAddress(locked: false, (_, square) => square[0, 1]++),
            correct: () => ThroughAddress(locked: true, (_, square) => square[0, 1]++)),

        new("BitArray.Set", "two bits of one word", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new BitArray(8), (bits, i) => bits[i] = true),
            correct: () => Collect(locked: true, new BitArray(8), (bits, i) => bits[i] = true)),

        new("Hashtable.Add", "made for one writer", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new Hashtable(), (map, i) => map[i] = i),
            correct: () => Collect(locked: true, new Hashtable(), (map, i) => map[i] = i)),

        new("MemoryStream.WriteByte", "two who write to one stream", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new MemoryStream(), (stream, i) => stream.WriteByte((byte)i)),
            correct: () => Collect(locked: true, new MemoryStream(), (stream, i) => stream.WriteByte((byte)i))),

        new("Random.Next", "one generator for two threads", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new Random(1), (random, _) => random.Next()),
            correct: () => Collect(locked: true, new Random(1), (random, _) => random.Next())),

        new("HashAlgorithm.ComputeHash", "one hash for two threads", FailureKind.DataRace,
            buggy: () => Collect(locked: false, SHA256.Create(), (hash, i) => hash.ComputeHash([(byte)i])),
            correct: () => Collect(locked: true, SHA256.Create(), (hash, i) => hash.ComputeHash([(byte)i]))),

        new("StringBuilder.ToString", "a log that is shown while it is written", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new StringBuilder(), (log, i) => log.Append(i > 1 ? $"{log}" : "line")),
            correct: () => Collect(locked: true, new StringBuilder(), (log, i) => log.Append(i > 1 ? $"{log}" : "line"))),

        new("List.Add", "handed on as a delegate", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new List<int>(), (list, i) => System.Array.ForEach([i], list.Add)),
            correct: () => Collect(locked: true, new List<int>(), (list, i) => System.Array.ForEach([i], list.Add))),

        new("ICollection.SyncRoot", "the lock of another collection", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new Queue(), (queue, i) => AddUnder(new Queue(), queue, i)),
            correct: () => Collect(locked: false, new Queue(), (queue, i) => AddUnder(queue, queue, i))),

        new("ArrayList.Add", "not the synchronised one", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new ArrayList(), (list, i) => list.Add(i)),
            correct: () => Collect(locked: false, ArrayList.Synchronized([]), (list, i) => list.Add(i))),

        new("ImmutableArray.Builder", "immutable is what it builds", FailureKind.DataRace,
            buggy: () => Collect(locked: false, ImmutableArray.CreateBuilder<int>(), (builder, i) => builder.Add(i)),
            correct: () => Collect(locked: true, ImmutableArray.CreateBuilder<int>(), (builder, i) => builder.Add(i))),

        new("ArrayBufferWriter.Write", "one buffer for two writers", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new ArrayBufferWriter<byte>(), (writer, _) => writer.Write<byte>([1])),
            correct: () => Collect(locked: true, new ArrayBufferWriter<byte>(), (writer, _) => writer.Write<byte>([1]))),

        new("JsonObject.Add", "two who add to one document", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new JsonObject(), (node, i) => node[$"{i}"] = i),
            correct: () => Collect(locked: true, new JsonObject(), (node, i) => node[$"{i}"] = i)),

        new("JsonObject.GetValue", "read by two, while one of them also writes", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new JsonObject { ["one"] = 1 }, (node, i) => ReadAll(node)["two"] = i),
            correct: () => Collect(locked: false, new JsonObject { ["one"] = 1 }, (node, _) => ReadAll(node))),

        new("ImmutableDictionary.Builder", "read by two, while one of them also writes", FailureKind.DataRace,
            buggy: () => Collect(locked: false, ImmutableDictionary.CreateBuilder<int, int>(), (builder, i) => builder[ReadAll(builder)] = i),
            correct: () => Collect(locked: false, ImmutableDictionary.CreateBuilder<int, int>(), (builder, _) => ReadAll(builder))),

        new("ICollection.Add", "called on a type parameter", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new HashSet<int>(), AddTo),
            correct: () => Collect(locked: true, new HashSet<int>(), AddTo)),

        new("CollectionsMarshal.GetValueRefOrAddDefault", "a reference into a dictionary that another makes larger", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new Dictionary<int, int>(), (map, i) => CollectionsMarshal.GetValueRefOrAddDefault(map, i, out _)++),
            correct: () => Collect(locked: true, new Dictionary<int, int>(), (map, i) => CollectionsMarshal.GetValueRefOrAddDefault(map, i, out _)++)),

        new("Dictionary.Keys", "kept, and looked through while another adds", FailureKind.DataRace,
            buggy: () => Keys(locked: false),
            correct: () => Keys(locked: true)),

        new("Dictionary.TryGetValue", "told by an out parameter of the caller's", FailureKind.DataRace,
            buggy: () => Collect(locked: false, new Dictionary<int, int>(), (map, i) => map[i] = Find(map, 1, out var found) ? found : i),
            correct: () => Collect(locked: true, new Dictionary<int, int>(), (map, i) => map[i] = Find(map, 1, out var found) ? found : i)),

        new("Hashtable.Synchronized", "each call is safe, two in a row are not", FailureKind.Assertion,
            buggy: () => Count(Hashtable.Synchronized(new Hashtable { ["a"] = 0 }), locked: false),
            correct: () => Count(Hashtable.Synchronized(new Hashtable { ["a"] = 0 }), locked: true)),

        new("ConditionalWeakTable.Add", "asked first, then added", FailureKind.Exception,
            buggy: () => Attach(oneStep: false),
            correct: () => Attach(oneStep: true)),

        new("memory.by-ref argument", "an array made longer by two", FailureKind.Assertion,
            buggy: () => Longer(locked: false, new Growing().Add),
            correct: () => Longer(locked: true, new Growing().Add)),

        new("memory.by-ref argument", "an array made longer through a reference", FailureKind.Assertion,
            buggy: () => Longer(locked: false, new Growing().AddThroughReference),
            correct: () => Longer(locked: true, new Growing().AddThroughReference)),

        new("Enumerable.Where", "a query that runs later than it was made", FailureKind.DataRace,
            buggy: () => Deferred(locked: false),
            correct: () => Deferred(locked: true)),

        new("memory.struct method", "a counter that is a struct", FailureKind.Assertion,
            buggy: () => Mutated(locked: false),
            correct: () => Mutated(locked: true)),

        new("memory.array", "summed up while it is filled", FailureKind.Assertion,
            buggy: () => Sum(locked: false),
            correct: () => Sum(locked: true)),

        new("Enumerable.Max", "a query over a list that another adds to", FailureKind.DataRace,
            buggy: () => Query(locked: false),
            correct: () => Query(locked: true)),

        new("memory.event", "a subscriber lost between reading and writing the list", FailureKind.Assertion,
            buggy: () => Subscribe(fieldLike: false),
            correct: () => Subscribe(fieldLike: true)),

        new("memory.event", "null after the check", FailureKind.Exception,
            buggy: () => Raise(copy: false),
            correct: () => Raise(copy: true)),

        new("memory.reference", "swapped while it is used", FailureKind.Exception,
            buggy: () => Reload(copy: false),
            correct: () => Reload(copy: true)),

        new("memory.string", "a log line appended to twice", FailureKind.Assertion,
            buggy: () => Append(locked: false),
            correct: () => Append(locked: true)),

        new("List.Add", "checked for, then added twice", FailureKind.Assertion,
            buggy: () => AddOnce(underLock: false),
            correct: () => AddOnce(underLock: true)),

        new("List.enumeration", "changed while it is enumerated", FailureKind.Exception,
            buggy: () => Enumerate(copy: false),
            correct: () => Enumerate(copy: true)),

        new("Dictionary.TryGetValue", "two miss and both create", FailureKind.Assertion,
            buggy: () => GetOrCreate(underLock: false),
            correct: () => GetOrCreate(underLock: true)),

        new("Dictionary.Add", "contains, then add, in two locked steps", FailureKind.Exception,
            buggy: () => Register(oneStep: false),
            correct: () => Register(oneStep: true)),

        new("HashSet.Add", "the visited set asked first", FailureKind.Assertion,
            buggy: () => Visit(useResult: false),
            correct: () => Visit(useResult: true)),

        new("Queue.Dequeue", "counted, then taken", FailureKind.Exception,
            buggy: () => Take(oneStep: false),
            correct: () => Take(oneStep: true)),

        new("Stack.Pop", "peeked, then popped another", FailureKind.Assertion,
            buggy: () => Pop(oneStep: false),
            correct: () => Pop(oneStep: true)),

        new("StringBuilder.Append", "two halves of a line interleaved", FailureKind.Assertion,
            buggy: () => Write(oneStep: false),
            correct: () => Write(oneStep: true)),

        new("LinkedList.AddLast", "a bounded list that grows beyond its bound", FailureKind.Assertion,
            buggy: () => Bounded(oneStep: false),
            correct: () => Bounded(oneStep: true)),
    ];

    private static void AddUnder(ICollection owner, Queue queue, int item)
    {
        lock (owner.SyncRoot)
        {
            queue.Enqueue(item);
        }
    }

    private static void Locked(object gate, bool locked, Action action)
    {
        if (!locked)
        {
            action();
            return;
        }

        lock (gate)
        {
            action();
        }
    }

    private static JsonObject ReadAll(JsonObject node)
    {
        Assert.Equal(1, node["one"]!.GetValue<int>());
        Assert.True(node.TryGetPropertyValue("one", out _));
        Assert.NotEqual(node.ToJsonString(), node["one"]!.GetPath());
        return node;
    }

    private static int ReadAll(ImmutableDictionary<int, int>.Builder builder)
    {
        Assert.False(builder.TryGetKey(7, out _));
        return builder.GetValueOrDefault(7, builder.ToImmutable().Count);
    }

    private static void Longer(bool locked, Func<int> add)
    {
        object gate = new();
        var longest = 0;
        InThreads(Add, Add);
        Assert.Equal(2, longest);

        void Add() => Locked(gate, locked, () => longest = Math.Max(longest, add()));
    }

    private sealed class Growing
    {
        private int[] items = [];

        public int Add()
        {
            System.Array.Resize(ref items, items.Length + 1);
            return items.Length;
        }

        public int AddThroughReference()
        {
            Grow(ref items);
            return items.Length;

            static void Grow(ref int[] array) => System.Array.Resize(ref array, array.Length + 1);
        }
    }

    private static async Task Cells(bool locked)
    {
        var (board, gate) = (new Board(), new object());
        await InTasks(Count, Count);
        Assert.Equal(2, board.Four[2]);

        void Count()
        {
            if (!locked)
            {
                board.Four[2]++;
                return;
            }

            lock (gate)
            {
                board.Four[2]++;
            }
        }
    }

    private static void ByRef(bool locked)
    {
        object gate = new();
        var count = 0;
        InThreads(() => Locked(gate, locked, () => Bump(ref count)), () => Locked(gate, locked, () => Bump(ref count)));
        Assert.Equal(2, count);

        static void Bump(ref int value) => value++;
    }

    private static void Slot(bool locked)
    {
        object gate = new();
        var totals = new int[4];
        InThreads(() => Locked(gate, locked, Add), () => Locked(gate, locked, Add));
        Assert.Equal(6, totals[2]);

        void Add()
        {
            ref var total = ref totals[2];
            for (var i = 1; i <= 2; i++)
            {
                total += i;
            }
        }
    }

    private static void Mutated(bool locked)
    {
        object gate = new();
        var counter = default(Counter);
        InThreads(() => Locked(gate, locked, () => counter.Next()), () => Locked(gate, locked, () => counter.Next()));
        Assert.Equal(2, counter.Value);
    }

    private static void Sum(bool locked)
    {
        object gate = new();
        int[] accounts = [5, 5];
        var sum = 0;
        InThreads(() => Locked(gate, locked, Transfer), () => Locked(gate, locked, () => sum = accounts.Sum()));
        Assert.Equal(10, sum);

        void Transfer()
        {
            accounts[0] -= 3;
            accounts[1] += 3;
        }
    }

    private static void Query(bool locked)
    {
        object gate = new();
        List<int> prices = [1, 2, 3];
        InThreads(() => Locked(gate, locked, () => prices.Add(4)), () => Locked(gate, locked, () => Assert.InRange(prices.Max(), 3, 4)));
    }

    private static Task Withdraw(bool locked)
    {
        object gate = new();
        var balance = 100;
        return InTasks(Pay, Pay);

        void Pay() => Locked(gate, locked, () =>
        {
            if (balance >= 100)
            {
                balance -= 100;
            }

            Assert.True(balance >= 0);
        });
    }

    private static void Connect(bool whole)
    {
        var client = new Client();
        InThreads(() => client.Get(whole).Length.ToString(), () => client.Get(whole).Length.ToString());
    }

    private static void Statistics(bool locked)
    {
        object gate = new();
        var client = new Client();
        InThreads(Hit, Hit);
        Assert.Equal(2, client.Requests);

        void Hit() => Locked(gate, locked, () => client.Requests++);
    }

    private static void Histogram(bool shared)
    {
        var totals = new int[2];
        InThreads(() => totals[0] += 5, () => totals[shared ? 0 : 1] += 7);
        Assert.Equal(12, totals[0] + totals[1]);
    }

    private static void Torn(bool locked)
    {
        object gate = new();
        var position = new Client { Place = new(0, 0) };
        InThreads(
            () => Locked(gate, locked, () =>
            {
                position.Place.X = 1;
                position.Place.Y = 1;
            }),
            () => Locked(gate, locked, () => Assert.Equal(position.Place.X, position.Place.Y)));
    }

    private static void TornWhole(object gate, object? other, Action<Place, (long X, long Y)> write, Func<Place, (long X, long Y)> read)
    {
        var place = new Place();
        var (x, y) = (0L, 0L);
        InThreads(
            () =>
            {
                lock (gate)
                {
                    write(place, (1, 1));
                }
            },
            () =>
            {
                lock (other ?? gate)
                {
                    (x, y) = read(place);
                }
            });
        Assert.Equal(x, y);
    }

    private static void Seen(bool early)
    {
        using var part = new Part(early);
        part.Thread.Join();
        Assert.Equal("name", part.Read);
    }

    private sealed class Place
    {
        public (long X, long Y) At;

        public (long X, long Y)[] Cells { get; } = new (long X, long Y)[2];
    }

    private abstract class Threaded
    {
        protected Threaded(bool early)
        {
            Thread = new Thread(Run);
            if (early)
            {
                Thread.Start();
            }
        }

        public Thread Thread { get; }

        protected abstract void Run();
    }

    private sealed class Part : Threaded, IDisposable
    {
        private readonly string name;

        public Part(bool early)
            : base(early)
        {
            name = "name";
            if (!early)
            {
                Thread.Start();
            }
        }

        public string? Read { get; private set; }

        public void Dispose() => Thread.Join();

        protected override void Run() => Read = name;
    }

    private static void Shrink(bool locked)
    {
        object gate = new();
        var ranges = new Point[] { new(0, 10) };
        InThreads(
            () => Locked(gate, locked, () =>
            {
                ranges[0].X = 20;
                ranges[0].Y = 30;
            }),
            () => Locked(gate, locked, () =>
            {
                var range = ranges[0];
                Assert.True(range.X <= range.Y);
            }));
    }

    private static void Subscribe(bool fieldLike)
    {
        var client = new Client();
        var calls = 0;
        InThreads(Add, Add);
        client.Raise(copy: true);
        Assert.Equal(2, calls);

        void Add()
        {
            if (fieldLike)
            {
                client.Changed += () => calls++;
            }
            else
            {
                client.Handlers += () => calls++;
            }
        }
    }

    private static void Raise(bool copy)
    {
        var client = new Client();
        client.Changed += Handle;
        InThreads(() => client.Changed -= Handle, () => client.Raise(copy));

        static void Handle()
        {
        }
    }

    private static void Reload(bool copy)
    {
        string[] table = ["a", "b"];
        InThreads(() => table = ["a"], () =>
        {
            var own = table;
            for (var i = 0; i < (copy ? own : table).Length; i++)
            {
                _ = (copy ? own : table)[i].Length;
            }
        });
    }

    private static void Append(bool locked)
    {
        object gate = new();
        var log = "";
        InThreads(() => Locked(gate, locked, () => log += "a"), () => Locked(gate, locked, () => log += "b"));
        Assert.Equal(2, log.Length);
    }

    private static void AddOnce(bool underLock)
    {
        object gate = new();
        var names = new List<string>();
        InThreads(Add, Add);
        Assert.Single(names);

        void Add()
        {
            bool known;
            lock (gate)
            {
                known = names.Contains("x");
                if (!known && underLock)
                {
                    names.Add("x");
                }
            }

            if (!known && !underLock)
            {
                lock (gate)
                {
                    names.Add("x");
                }
            }
        }
    }

    private static void Enumerate(bool copy)
    {
        object gate = new();
        var clients = new List<string> { "a", "b" };
        InThreads(() => { lock (gate) { clients.Add("c"); } }, () =>
        {
            List<string> seen;
            lock (gate)
            {
                seen = copy ? [.. clients] : clients;
            }

            foreach (var client in seen)
            {
                Thread.Yield();
                Assert.NotEmpty(client);
            }
        });
    }

    private static void GetOrCreate(bool underLock)
    {
        object gate = new();
        var cache = new Dictionary<string, object>();
        var created = 0;
        InThreads(Get, Get);
        Assert.Equal(1, created);

        void Get()
        {
            lock (gate)
            {
                if (cache.TryGetValue("key", out _))
                {
                    return;
                }

                if (underLock)
                {
                    cache["key"] = Create();
                    return;
                }
            }

            var value = Create();
            lock (gate)
            {
                cache["key"] = value;
            }
        }

        object Create()
        {
            Interlocked.Increment(ref created);
            return new object();
        }
    }

    private static void Register(bool oneStep)
    {
        object gate = new();
        var handlers = new Dictionary<string, int>();
        InThreads(() => Add(1), () => Add(2));

        void Add(int handler)
        {
            lock (gate)
            {
                if (oneStep ? !handlers.TryAdd("a", handler) : handlers.ContainsKey("a"))
                {
                    return;
                }
            }

            lock (gate)
            {
                if (!oneStep)
                {
                    handlers.Add("a", handler);
                }
            }
        }
    }

    private static void Visit(bool useResult)
    {
        object gate = new();
        var visited = new HashSet<int>();
        var processed = 0;
        InThreads(Process, Process);
        Assert.Equal(1, processed);

        void Process()
        {
            bool first;
            lock (gate)
            {
                first = useResult ? visited.Add(1) : !visited.Contains(1);
            }

            if (first)
            {
                Interlocked.Increment(ref processed);
                lock (gate)
                {
                    visited.Add(1);
                }
            }
        }
    }

    private static void Take(bool oneStep)
    {
        object gate = new();
        var jobs = new Queue<int>([1]);
        InThreads(Run, Run);

        void Run()
        {
            bool any;
            lock (gate)
            {
                any = oneStep ? jobs.TryDequeue(out _) : jobs.Count > 0;
            }

            lock (gate)
            {
                if (any && !oneStep)
                {
                    jobs.Dequeue();
                }
            }
        }
    }

    private static void Pop(bool oneStep)
    {
        object gate = new();
        var undo = new Stack<int>([1, 2]);
        InThreads(Undo, Undo);

        void Undo()
        {
            int seen;
            lock (gate)
            {
                seen = undo.Peek();
                if (oneStep)
                {
                    Assert.Equal(seen, undo.Pop());
                    return;
                }
            }

            lock (gate)
            {
                Assert.Equal(seen, undo.Pop());
            }
        }
    }

    private static void Write(bool oneStep)
    {
        object gate = new();
        var text = new StringBuilder();
        InThreads(Line, Line);
        Assert.Equal("ab;ab;", text.ToString());

        void Line()
        {
            if (oneStep)
            {
                lock (gate)
                {
                    text.Append("ab").Append(';');
                }

                return;
            }

            lock (gate)
            {
                text.Append("ab");
            }

            lock (gate)
            {
                text.Append(';');
            }
        }
    }

    private static void Bounded(bool oneStep)
    {
        object gate = new();
        var recent = new LinkedList<int>([1]);
        InThreads(() => Add(2), () => Add(3));
        Assert.True(recent.Count <= 2);

        void Add(int item)
        {
            bool full;
            lock (gate)
            {
                full = recent.Count >= 2;
                if (oneStep && !full)
                {
                    recent.AddLast(item);
                }
            }

            lock (gate)
            {
                if (!oneStep && !full)
                {
                    recent.AddLast(item);
                }
            }
        }
    }

    private static class Registry
    {
        private static readonly Lock Gate = new();
        private static int loads;
        private static string? settings;

        public static void Use(bool locked)
        {
            (loads, settings) = (0, null);
            InThreads(() => Get(locked), () => Get(locked));
            Assert.Equal(1, loads);
        }

        private static void Get(bool locked)
        {
            if (locked)
            {
                lock (Gate)
                {
                    Load();
                }

                return;
            }

            Load();
        }

        private static void Load()
        {
            if (settings is null)
            {
                loads++;
                settings = "loaded";
            }
        }
    }

    private record struct Counter(int Value)
    {
        public void Next() => Value++;
    }

    private record struct Point(int X, int Y);

    private sealed class Client
    {
        private readonly Lock gate = new();
        private string? address;
        private bool connected;

        public event Action? Changed;

        public Action? Handlers { get; set; }

        public int Requests { get; set; }

#pragma warning disable S1104, CA1051, SA1401 // a struct in a public field is what tears
        public Point Place;
#pragma warning restore S1104, CA1051, SA1401

        public string Get(bool whole)
        {
            if (whole)
            {
                lock (gate)
                {
                    address ??= "host";
                    connected = true;
                    return address;
                }
            }

            if (!connected)
            {
                connected = true;
                address = "host";
            }

            return address!;
        }

        public void Raise(bool copy)
        {
            if (copy)
            {
                Changed?.Invoke();
                Handlers?.Invoke();
            }
            else if (Changed is not null)
            {
                Changed();
            }
        }
    }

    private static void ThroughAddress(bool locked, Action<int[], int[,]> increment)
    {
        var (gate, numbers, square) = (new object(), new int[2], new int[2, 2]);
        InThreads(Work, Work);
        Assert.Equal(2, numbers[1] + square[0, 1]);

        void Work()
        {
            if (locked)
            {
                lock (gate)
                {
                    increment(numbers, square);
                }
            }
            else
            {
                increment(numbers, square);
            }
        }
    }

    private static void Array(bool locked, Action<int[]> one, Action<int[]> other, Func<int[], bool> holds)
    {
        var (gate, numbers) = (new object(), new int[2]);
        InThreads(() => Locked(gate, locked, () => one(numbers)), () => Locked(gate, locked, () => other(numbers)));
        Assert.True(holds(numbers));
    }

    private static void Viewed(bool locked)
    {
        var (gate, numbers) = (new object(), new int[2]);
        Memory<int> memory = numbers;
        InThreads(() => Locked(gate, locked, () => numbers[1]++), () => Locked(gate, locked, () => memory.Span[1]++));
        Assert.Equal(2, numbers[1]);
    }

    private static void Transfer(int[] numbers)
    {
        numbers[0]--;
        numbers[1]++;
    }

    private static void SeesOneValue(int[] numbers) => Expect(numbers[0] == numbers[1]);

    private static void ClonesOneValue(int[] numbers) => SeesOneValue((int[])numbers.Clone());

    private static void SpanShowsOneValue(int[] numbers)
    {
        var copy = new int[2];
        numbers.AsSpan().CopyTo(copy);
        SeesOneValue(copy);
    }

    private static void CopiesNothingLost(int[] numbers)
    {
        var copy = new int[2];
        System.Array.Copy(numbers, copy, 2);
        Expect(copy[0] + copy[1] == 0);
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("It saw half of a change.");
        }
    }

    private static ref int Cell(int[] numbers) => ref numbers[1];

    private static unsafe void ByPointer(int[] numbers, int[,] square)
    {
        fixed (int* first = numbers)
        {
            first[1]++;
        }
    }

    private static void Collect<T>(bool locked, T collection, Action<T, int> add)
    {
        object gate = new();
        InThreads(() => Add(1), () => Add(2));

        void Add(int i)
        {
            if (locked)
            {
                lock (gate)
                {
                    add(collection, i);
                }
            }
            else
            {
                add(collection, i);
            }
        }
    }

    private static void Encode(byte[] buffer, int number)
    {
        Encoding.ASCII.GetBytes($"{number}", 0, 1, buffer, 0);
        Expect(Encoding.ASCII.GetString(buffer, 0, 1) == $"{number}");
    }

    private static void Node(bool locked)
    {
        var (gate, node) = (new object(), new LinkedList<int>([0]).First!);
        InThreads(() => Locked(gate, locked, () => node.Value++), () => Locked(gate, locked, () => node.Value++));
        Assert.Equal(2, node.Value);
    }

    private static void Neighbour(bool locked)
    {
        var (gate, list) = (new object(), new LinkedList<int>([1, 2]));
        var first = list.First!;
        InThreads(() => Locked(gate, locked, () => _ = first.Next), () => Locked(gate, locked, list.RemoveLast));
    }

    private static void AddTo<T>(T collection, int item)
        where T : ICollection<int> => collection.Add(item);

    private static bool Find(Dictionary<int, int> map, int key, out int value) => map.TryGetValue(key, out value);

    private static void Keys(bool locked)
    {
        var (gate, map) = (new object(), new Dictionary<int, int> { [1] = 1 });
        var keys = map.Keys;
        InThreads(() => Locked(gate, locked, () => map[2] = 2), () => Locked(gate, locked, Look));

        void Look()
        {
            foreach (var key in keys)
            {
                Assert.InRange(key, 1, 2);
            }
        }
    }

    private static void Count(Hashtable table, bool locked)
    {
        InThreads(Increment, Increment);
        Assert.Equal(2, table["a"]);

        void Increment() => Locked(table.SyncRoot, locked, () => table["a"] = (int)table["a"]! + 1);
    }

    private static void Attach(bool oneStep)
    {
        var (table, key) = (new ConditionalWeakTable<object, object>(), new object());
        InThreads(Add, Add);

        void Add()
        {
            if (oneStep)
            {
                table.GetValue(key, static _ => new object());
            }
            else if (!table.TryGetValue(key, out _))
            {
                table.Add(key, new object());
            }
        }
    }

    private static void Deferred(bool locked)
    {
        var (gate, list) = (new object(), new List<int> { 1, 2, 3 });
        var query = list.Where(i => i > 1).Select(i => i * 2);
        InThreads(() => Do(() => list.Add(4)), () => Do(() => Assert.InRange(query.Count(), 2, 3)));

        void Do(Action action)
        {
            if (locked)
            {
                lock (gate)
                {
                    action();
                }
            }
            else
            {
                action();
            }
        }
    }

    private ref struct Cursor(ref int place)
    {
        private ref int place = ref place;

        public void Increment() => place++;
    }

    private sealed class Board
    {
        public Cells4 Four;
    }

    [InlineArray(4)]
    private struct Cells4
    {
        private int first;
    }
}
