using System.Collections.Specialized;
using System.Drawing;
using System.Slots;
using Microsoft.VisualBasic.CompilerServices;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>A method of the platform that changes a struct where it lies reads first and writes last, wherever that is.</summary>
public class StructChangeTests
{
    private static BitVector32 shared;

    public static TheoryData<string> Places => [.. Vectors.Keys];

    private static Dictionary<string, Func<(Action<int> Set, Func<int> Data)>> Vectors { get; } = new()
    {
        ["a captured local"] = static () =>
        {
            var bits = new BitVector32();
            return (bit => bits[bit] = true, () => bits.Data);
        },
        ["a static field"] = static () =>
        {
            shared = new BitVector32();
            return (static bit => shared[bit] = true, static () => shared.Data);
        },
        ["a field of a struct in a field"] = static () =>
        {
            var nested = (Count: 1, Flags: new BitVector32());
            return (bit => nested.Flags[bit] = nested.Count == 1, () => nested.Flags.Data);
        },
        ["an element of an array"] = static () =>
        {
            var all = new BitVector32[2];
            return (bit => all[1][bit] = true, () => all[1].Data);
        },
        ["what a reference shows"] = static () =>
        {
            var all = new BitVector32[2];
            return (bit => Set(ref all[1], bit), () => all[1].Data);
        },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Others_come_between(string place) => Fails(FailureKind.Assertion, async () =>
    {
        var (set, data) = Vectors[place]();
        await Task.WhenAll(Task.Run(() => set(1)), Task.Run(() => set(2)));
        Assert.Equal(3, data());
    });

    [Fact]
    public void Others_come_between_where_a_method_reads_and_sets_a_reference() => Fails(FailureKind.Assertion, async () =>
    {
        var items = new[] { 1 };
        await Task.WhenAll(Task.Run(() => Array.Resize(ref items, 3)), Task.Run(() => items = [2, 2]));
        Assert.Equal(2, items[0]);
    });

    [Fact]
    public void Others_come_between_where_Visual_Basic_sets_a_part_of_a_text() => Fails(FailureKind.Assertion, async () =>
    {
        var text = "ab";
        await Task.WhenAll(Task.Run(() => StringType.MidStmtStr(ref text, 1, 1, "c")), Task.Run(() => StringType.MidStmtStr(ref text, 2, 1, "d")));
        Assert.Equal("cd", text);
    });

    [Fact]
    public void A_reference_that_the_method_leaves_is_others_to_write() => Passes(async () =>
    {
        var items = new[] { 1 };
        await Task.WhenAll(Task.Run(() => Array.Resize(ref items, 1)), Task.Run(() => items = [2]));
        Assert.Equal([2], items);
    });

    [Fact]
    public void What_the_method_leaves_is_others_to_write() => Passes(async () =>
    {
        var place = new Rectangle(0, 0, 5, 5);
        await Task.WhenAll(Task.Run(() => place.X = 1), Task.Run(() => place.Y = 2), Task.Run(() => place.Width += 1));
        Assert.Equal(new Rectangle(1, 2, 6, 5), place);
    });

    [Fact]
    public void A_method_of_the_program_changes_what_lies_there_whatever_its_name() => Passes(async () =>
    {
        string? slot = null;
        var set = await Task.WhenAll(Task.Run(() => SystemSlots.TrySet(ref slot, "a")), Task.Run(() => SystemSlots.TrySet(ref slot, "b")));
        Assert.Single(set, true);
    });

    [Fact]
    public void A_method_of_the_program_uses_of_a_span_what_it_does_whatever_its_name() => Passes(async () =>
    {
        var slots = new int[2];
        await Task.WhenAll(Task.Run(() => SystemSlots.SetOne(slots, 0)), Task.Run(() => SystemSlots.SetOne(slots, 1)));
        Assert.Equal(1, slots[1]);
    });

    [Fact]
    public void Under_a_lock_nobody_does() => Passes(async () =>
    {
        var gate = new Lock();
        var place = new Rectangle(0, 0, 5, 5);
        await Task.WhenAll(Enumerable.Range(1, 3).Select(step => Task.Run(() =>
        {
            lock (gate)
            {
                place.Offset(step, 1);
            }
        })));
        Assert.Equal(new Rectangle(6, 3, 5, 5), place);
    });

    private static void Set(ref BitVector32 bits, int bit) => bits[bit] = true;
}
