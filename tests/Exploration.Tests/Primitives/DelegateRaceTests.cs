using System.Text;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Members of collections, and of what is controlled, that a program hands on as delegates.</summary>
public class DelegateRaceTests
{
    [Fact]
    public void A_list_that_a_parallel_loop_adds_to_races()
    {
        var failure = Fails(FailureKind.DataRace, () =>
        {
            var list = new List<int>();
            Parallel.ForEach([1, 2], list.Add);
        });
        Assert.Contains("List.Add at DelegateRaceTests.cs", failure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void So_does_one_of_a_type_parameter_behind_an_interface() => Fails(FailureKind.DataRace, () => AddAll<string>(new HashSet<string>(), ["a", "b"]));

    [Fact]
    public void What_a_delegate_reads_races_with_a_writer() => Fails(FailureKind.DataRace, () =>
    {
        var map = new Dictionary<string, int>();
        Func<string, bool> isKnown = map.ContainsKey;
        Together(() => map["a"] = 1, () => isKnown("a"));
    });

    [Fact]
    public void Under_a_lock_it_does_not() => Passes(() =>
    {
        var list = new List<int>();
        Action<int> add = list.Add;
        Parallel.ForEach([1, 2], i =>
        {
            lock (list)
            {
                add(i);
            }
        });
        Assert.Equal(2, list.Count);
    });

    [Fact]
    public void Delegates_do_what_the_members_do() => Alike(script =>
    {
        var (list, map, text) = (new List<string>(), new Dictionary<string, int>(), new StringBuilder());
        Func<string, int, bool> tryAdd = map.TryAdd;
        Func<string, StringBuilder> append = text.Append;
        Func<int> count = new Numbers { 1 }.Count<int>;
        Array.ForEach(["a", "b"], list.Add);
        script.Get(() => string.Join(' ', list));
        script.Get(() => tryAdd("a", 1) && !tryAdd("a", 2));
        script.Get(() => append("a").ToString());
        script.Get(() => count());
        script.Get(() => new Numbers().AddByBase());
    });

    [Fact]
    public void A_handler_is_taken_off_where_it_was_put_on() => Assert.True(Handling.IsTakenOff());

    [Fact]
    public void A_delegate_of_nothing_cannot_be_made()
    {
        var (list, gate) = ((List<int>?)null, (ManualResetEventSlim?)null);
        Assert.ThrowsAny<Exception>(() => new Action<int>(list!.Add));
        Assert.ThrowsAny<Exception>(() => new Action(gate!.Set));
    }

    private static void AddAll<T>(ICollection<T> items, T[] added)
    {
        Action<T> add = items.Add;
        Together([.. added.Select(item => (Action)(() => add(item)))]);
    }

    private sealed class Numbers : System.Collections.ObjectModel.Collection<int>
    {
        // What is overridden is not what a delegate of the base's own calls.
        public int AddByBase()
        {
            Action<int, int> insert = base.InsertItem;
            insert(0, 1);
            return Count;
        }

        protected override void InsertItem(int index, int item) => base.InsertItem(index, item + 1);
    }
}

internal static class Handling
{
    private static event Action<int>? Handlers;

    private static event Action? Signals;

    public static bool IsTakenOff()
    {
        var list = new List<int>();
        using var gate = new ManualResetEventSlim();
        Handlers += list.Add;
        Handlers -= list.Add;
        Signals += gate.Set;
        Signals -= gate.Set;
        return Handlers is null && Signals is null;
    }
}
