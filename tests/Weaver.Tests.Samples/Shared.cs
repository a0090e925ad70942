namespace Samples;

/// <summary>Accesses to memory. Each returns the accesses that must be announced, as a person reads them in the code: r for read, w for write.</summary>
public sealed class Shared
{
    private static int counter;
    private static readonly int Constant = Environment.TickCount;
    [ThreadStatic]
    private static int own;

    private readonly string name = "n";
    private int balance;
    private Pair pair;

    public static string Static_field()
    {
        counter++;
        counter = 1;
        return "r counter, w counter, w counter";
    }

    public static string Instance_field()
    {
        var shared = new Shared();
        shared.balance += 2;
        return "r balance, w balance";
    }

    public static string Readonly_and_thread_static_fields()
    {
        own = Constant;
        GC.KeepAlive(new Shared().name);
        return "";
    }

    public static string Captured_local()
    {
        var local = 1;
        Action add = () => local++;
        add();
        return "w local (captured), r local (captured), w local (captured)";
    }

    public static async Task<string> Captured_and_written_once()
    {
        var (first, second) = (new object(), new object());
        await Task.Yield();
        Func<object> one = () => first;
        one();
        for (var i = 0; i < 2; i++)
        {
            var each = i;
            Func<bool> two = () => each >= 0 && first != second && second is not null;
            two();
        }

        return "";
    }

    public static string Captured_and_written_again()
    {
        int last;
        var reads = new List<Func<int>>();
        for (var i = 0; i < 2; i++)
        {
            last = i;
            reads.Add(() => last);
        }

        var handed = 1;
        Action read = () => GC.KeepAlive(handed);
        Take(ref handed);
        read();
        reads[0]();
        return "w last (captured), w List.Add, w last (captured), w List.Add, w handed (captured), w handed (captured), r place, w place, r handed (captured), r List.Item, r last (captured)";
    }

    public static string Private_fields_that_only_constructors_write()
    {
        var settled = new Settled(1);
        _ = new Unsettled(new Unsettled(null));
        return settled.Size + new Settled().Size == 1 ? "w size, r size" : "";
    }

    public static string Constructors()
    {
        GC.KeepAlive(new Discreet());
        GC.KeepAlive(new Leaking());
        return "w shown, w number, r number, w text";
    }

    public static string Array_elements()
    {
        var (ints, texts, pairs) = (new int[2], new string[2], new Pair[2]);
        nint one = 1;
        ints[one] = ints[0] + 1;
        texts[0] = "t";
        pairs[0].First = 3;
        pairs[1] = pairs[0];
        ints[1] += ints[0]++;
        return "r [], w [], w [], w [], r [], w [], r [], r [], w [], w []";
    }

    public static string Array_element_and_an_object_made_for_it()
    {
        var ints = new int[1];
        ints[0] += new Initial { Value = 2 }.Value;
        return "r [], w []";
    }

    public static string Arrays_by_name()
    {
        var (cells, captured) = (new Cells(), new int[1]);
        Action add = () => captured[0]++;
        cells.First[cells.Second.Length == 1 ? 0 : 1] = cells.Second[cells.First[0]] + Cells.All[0] + Last(captured);
        add();
        Made()[0] = 1;
        return "r Shared.Cells.First[], r Shared.Cells.Second[], r Shared.Cells.All[], r numbers[], w Shared.Cells.First[], r Shared.captured[] (captured), w Shared.captured[] (captured), w array element";
    }

    private static int Last(int[] numbers) => numbers[^1];

    private static int[] Made() => new int[1];

    public static string Struct_in_a_field()
    {
        var shared = new Shared();
        shared.pair.First = 1;
        shared.pair.Inner.Deep = 2;
        var sum = shared.pair.First + shared.pair.Inner.Deep + shared.pair.Sum() + shared.pair.Next();
        Take(ref shared.pair.First);
        Look(in shared.pair.First);
        GC.KeepAlive(sum);
        return "w pair, w pair, r pair, r pair, r pair, r this, r this, w pair, r this, w this, w pair, r place, w place, r pair, r place";
    }

    public static string References()
    {
        var shared = new Shared();
        ref var place = ref shared.balance;
        for (var i = 0; i < 1; i++)
        {
            place += 3;
        }

        Swap(ref place, ref shared.pair.First);
        Place(shared) = 1;
        return "w balance, r reference, w reference, w pair, r second, r first, w first, w second, w balance, w Place";
    }

    public static string Addresses()
    {
        var (numbers, square) = (new int[4], new int[2, 2]);
        var span = numbers.AsSpan();
        span[1] = span[0];
        span[2]++;
        square[0, 1] += square[1, 1];
        square[0, 0] = 1;
        return "r Item, w Item, r Item, w Item, w Int32[,].Address, r Int32[,].Address, r Int32[,].Get, w Int32[,].Address, w Int32[,].Set";
    }

    private static void Find(Dictionary<int, long> map, out long found) => map.TryGetValue(1, out found);

    private sealed class Initial
    {
        public int Value { get; init; }
    }

    private static void AddTo<T>(T collection, long item)
        where T : ICollection<long> => collection.Add(item);

    public static string Atomic_access()
    {
        var shared = new Shared();
        Interlocked.Increment(ref shared.balance);
        return "";
    }

    public static string Atomic_targets()
    {
        var (shared, ints, local, captured) = (new Shared(), new int[1], 0, 0);
        Action add = () => Interlocked.Increment(ref captured);
        add();
        ints[Interlocked.Increment(ref local) - 1] = Interlocked.Increment(ref counter);
        Interlocked.Increment(ref shared.pair.Inner.Deep);
        Interlocked.Increment(ref ints[0]);
        return (Next(ref captured) + new Pair().Add()).ToString();
    }

    private static int Next(ref int place) => Interlocked.Increment(ref place);

    public static string Collections()
    {
        var list = new List<int> { 1 };
        var map = new Dictionary<string, long>();
        list[0] = list[0] + list.Count;
        map["a"] = 1;
        map.TryGetValue("a", out var found);
        return "w List.Add, r List.Item, r List.Count, w List.Item, w Dictionary.Item, r Dictionary.TryGetValue";
    }

    public static string Collections_with_addresses_for_arguments()
    {
        Find(new Dictionary<int, long>(), out var found);
        AddTo(new List<long>(), found);
        return "r Dictionary.TryGetValue, w found, w ICollection.Add";
    }

    public static string Spans()
    {
        var numbers = new int[4];
        var span = numbers.AsSpan();
        var copy = span.ToArray();
        span.Sort();
        return span.IndexOf(1) + copy.Length > 0 ? "r ToArray, w Sort, r IndexOf" : "";
    }

    public static string Collections_that_others_look_through()
    {
        var (list, array, deferred) = (new List<int>(), new int[1], new List<int>().Where(i => i > 1));
        var sum = list.Sum() + array.Sum() + deferred.Count();
        var text = string.Join(", ", list) + string.Concat(list);
        list.AddRange(array);
        var copy = new HashSet<int>(list);
        GC.KeepAlive((sum, text, copy));
        return "r Enumerable.Sum, r Enumerable.Sum, r Enumerable.Count, r String.Join, r String.Concat, w List.AddRange, r List.AddRange, r new HashSet";
    }

    public static string Iterator_locals()
    {
        foreach (var item in Numbers())
        {
            GC.KeepAlive(item);
        }

        return "r IEnumerable.GetEnumerator";
    }

    public static string Collections_behind_interfaces()
    {
        IDictionary<string, int> map = new Dictionary<string, int>();
        map["a"] = 1;
        IReadOnlyCollection<int> numbers = new List<int>();
        return map.ContainsKey("b") || numbers.Count > 0 ? "" : "w IDictionary.Item, r IDictionary.ContainsKey, r IReadOnlyCollection.Count";
    }

    private static IEnumerable<int> Numbers()
    {
        for (var i = 0; i < 2; i++)
        {
            yield return i;
        }
    }

    private static ref int Place(Shared shared) => ref shared.balance;

    private static void Swap(ref int first, ref int second) => (first, second) = (second, first);

    private static void Take(ref int place) => place++;

    private static void Look(in int place) => GC.KeepAlive(place);

    private sealed class Settled
    {
        private static object gate = new();
        private int size;

        public Settled() => GC.KeepAlive(gate);

        public Settled(int size) => this.size = size;

        public int Size => size;
    }

    private sealed class Unsettled
    {
        private int size;

        public Unsettled(Unsettled? other)
        {
            size = 1;
            other?.size = 2;
            Touch(other);
        }

        private static void Touch(Unsettled? other) => GC.KeepAlive(other?.size);
    }

    private sealed class Cells
    {
        public static readonly int[] All = new int[1];
        public readonly int[] First = new int[1];

        public int[] Second { get; } = new int[1];
    }

    private sealed class Discreet
    {
        private int number;
        public string? text;

        public Discreet()
        {
            number = 1;
            text = number + "";
        }
    }

    private sealed class Leaking
    {
        private static Leaking? shown;
        private int number;
        public string? text;

        public Leaking()
        {
            shown = this;
            number = 1;
            text = number + "";
        }
    }

    private struct Inner
    {
        public int Deep;
    }

    private struct Pair
    {
        public int First;
        public Inner Inner;

        public readonly int Sum() => First + Inner.Deep;

        public int Next() => ++First;

        public int Add() => Interlocked.Increment(ref First);
    }
}
