using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Data;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Collections that are not made for several threads: a race is told as one, whatever it would have broken.</summary>
public class DataRaceTests
{
    [Fact]
    public void Two_writers_of_a_list_race()
    {
        var failure = Fails(FailureKind.DataRace, () =>
        {
            var list = new List<int>();
            Together(() => list.Add(1), () => list.Add(2));
        });
        Assert.Matches(@"^op \d writes \(List\.Add at DataRaceTests\.cs:\d+\) while op \d writes \(List\.Add at DataRaceTests\.cs:\d+\)$", failure.Summary);
        Assert.Contains("DATA RACE in schedule", failure.Report, StringComparison.Ordinal);
        Assert.Contains("List is not made for several threads", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_and_a_writer_of_a_dictionary_race() => Fails(FailureKind.DataRace, () =>
    {
        var map = new Dictionary<string, int>();
        Together(() => map["a"] = 1, () => map.TryGetValue("a", out _));
    });

    [Fact]
    public void A_race_is_seen_through_a_lookup_by_another_key() => Fails(FailureKind.DataRace, () =>
    {
        var map = new Dictionary<string, int>();
        var lookup = map.GetAlternateLookup<ReadOnlySpan<char>>();
        Together(() => lookup["a"] = 1, () => map.ContainsKey("a"));
    });

    [Fact]
    public void And_where_the_lookup_is_handed_on() => Fails(FailureKind.DataRace, () =>
    {
        var map = new Dictionary<string, int>();
        var lookup = map.GetAlternateLookup<ReadOnlySpan<char>>();
        Together(() => CollectionsMarshal.GetValueRefOrAddDefault(lookup, "a", out _) = 1, () => map.ContainsKey("a"));
    });

    [Fact]
    public void And_through_one_of_a_set() => Fails(FailureKind.DataRace, () =>
    {
        var lookup = new HashSet<string>().GetAlternateLookup<ReadOnlySpan<char>>();
        Together(() => lookup.Add("a"), () => lookup.Contains("a"));
    });

    [Fact]
    public void A_race_is_seen_through_an_interface() => Fails(FailureKind.DataRace, () =>
    {
        ICollection<int> set = new HashSet<int>();
        Together(() => set.Add(1), () => set.Remove(1));
    });

    [Fact]
    public void An_enumeration_of_a_synchronised_collection_races_with_its_writer()
    {
        var failure = Fails(FailureKind.DataRace, () =>
        {
            var list = ArrayList.Synchronized(new ArrayList { 1 });
            Together(() => list.Add(2), () => LookThrough(list));
        });
        Assert.Contains("hold the lock of its SyncRoot", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enumeration_under_its_lock_does_not() => Passes(() =>
    {
        var table = Hashtable.Synchronized(new Hashtable { [1] = 1 });
        Together(() => table.Add(2, 2), () =>
        {
            lock (table.SyncRoot)
            {
                LookThrough(table);
            }
        });
    });

    [Fact]
    public void A_hashtable_that_is_enumerated_allows_no_writer() => Fails(FailureKind.DataRace, () =>
    {
        var table = new Hashtable { [1] = 1 };
        Together(() => table.Add(2, 2), () => LookThrough(table));
    });

    [Fact]
    public void An_iterator_that_two_share_races()
    {
        var failure = Fails(FailureKind.DataRace, () =>
        {
            var numbers = Numbers().GetEnumerator();
            Together(() => numbers.MoveNext(), () => numbers.MoveNext());
        });
        Assert.Contains("An enumerator is not made for several threads", failure.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_of_a_document_races() => Fails(FailureKind.DataRace, () =>
    {
        var root = new XElement("root");
        Together(() => root.Add(new XElement("a")), () => root.Element("b"));
    });

    [Fact]
    public void Names_of_elements_do_not_race() => Passes(() =>
    {
        XName name = "name";
        Together(() => Assert.NotNull(new XElement(name)), () => Assert.Equal("name", name.LocalName));
    });

    [Fact]
    public void The_rows_of_a_table_race() => Fails(FailureKind.DataRace, () =>
    {
        using var table = new DataTable();
        table.Columns.Add("number", typeof(int));
        Together(() => table.Rows.Add(1), () => table.Rows.Add(2));
    });

    [Fact]
    public void A_derived_collection_races_where_it_is_read_though_nothing_is_overridden() => Fails(FailureKind.DataRace, () =>
    {
        var words = new Words();
        Together(() => words.Add("a"), () => words.Contains("b"));
    });

    [Fact]
    public void A_derived_stream_that_locks_does_not_race() => Passes(() =>
    {
        using var stream = new LockedStream();
        Together(() => stream.Write([1]), () => stream.WriteByte(2), () => stream.Flush());
        Assert.Equal(2, stream.Length);
    });

    [Fact]
    public void Empty_collections_share_their_enumerator_and_do_not_race() => Passes(() =>
    {
        Look([], Array.Empty<int>());
        Look(new List<int>(), new List<int>());
        Look(new Dictionary<int, int>(), new Dictionary<int, int>());
        Look(new HashSet<int>(), new HashSet<int>());
        Look(ImmutableArray<int>.Empty, ImmutableArray<int>.Empty);

        static void Look<T>(IEnumerable<T> one, IEnumerable<T> other)
        {
            var (first, second) = (one.GetEnumerator(), other.GetEnumerator());
            Together(() => Assert.False(first.MoveNext()), () => Assert.False(second.MoveNext()));
        }
    });

    [Fact]
    public void A_text_builder_races() => Fails(FailureKind.DataRace, () =>
    {
        var text = new StringBuilder();
        Together(() => text.Append('a'), () => text.Append('b'));
    });

    [Fact]
    public void A_lock_on_one_side_only_does_not_help() => Fails(FailureKind.DataRace, () =>
    {
        var gate = new object();
        var queue = new Queue<int>();
        Together(
            () =>
            {
                lock (gate)
                {
                    queue.Enqueue(1);
                }
            },
            () => queue.TryDequeue(out _));
    });

    [Fact]
    public void Readers_do_not_race() => Passes(() =>
    {
        var map = new Dictionary<string, int> { ["a"] = 1 };
        Together(() => Assert.Equal(1, map["a"]), () => Assert.True(map.ContainsKey("a")), () => Assert.Single(map));
    });

    [Fact]
    public void What_a_lock_orders_does_not_race() => Passes(() =>
    {
        var gate = new object();
        var list = new List<int>();
        Action add(int item) => () =>
        {
            lock (gate)
            {
                list.Add(item);
            }
        };
        Together(add(1), add(2), add(3));
        Assert.Equal(3, list.Count);
    });

    [Fact]
    public void What_a_signal_orders_does_not_race() => Passes(async () =>
    {
        var list = new List<int>();
        var filled = new TaskCompletionSource();
        var reader = Task.Run(async () =>
        {
            await filled.Task;
            Assert.Single(list);
            list.Clear();
        });
        list.Add(1);
        filled.SetResult();
        await reader;
        Assert.Empty(list);
    });

    [Fact]
    public void A_look_at_the_count_breaks_nothing() => Passes(() =>
    {
        var list = new List<int>();
        Together(() => list.Add(1), () => Assert.InRange(list.Count, 0, 1));
    });

    [Fact]
    public void A_collection_made_for_several_threads_does_not_race_behind_an_interface() => Passes(() =>
    {
        IDictionary<int, int> map = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        Together(() => map[1] = 1, () => map[2] = 2, () => map.Remove(1));
        Assert.True(map.ContainsKey(2));
    });

    [Fact]
    public void The_check_can_be_switched_off()
    {
        var result = Explorer.Run(
            () =>
            {
                var list = new List<int>(4);
                Together(() => list.Add(1), () => list.Add(2));
            },
            new ExplorerOptions { Schedules = 100, CheckDataRaces = false });
        Assert.True(result.Failure is null, result.Failure?.Report);
    }

    [Fact]
    public void A_value_in_a_list_is_like_a_variable() => Passes(() =>
    {
        var node = new LinkedList<int>([1]).First!;
        Together(() => node.Value = 2, () => Assert.InRange(node.Value, 1, 2));
    });

    private static IEnumerable<int> Numbers()
    {
        yield return 1;
    }

    private static void LookThrough(IEnumerable items)
    {
        foreach (var item in items)
        {
            Assert.NotNull(item);
        }
    }

    private sealed class Words : Collection<string>
    {
        private readonly Lock gate = new();

        protected override void InsertItem(int index, string item)
        {
            lock (gate)
            {
                base.InsertItem(0, item);
            }
        }
    }

    private sealed class LockedStream : MemoryStream
    {
        private readonly Lock gate = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (gate)
            {
                base.Write(buffer);
            }
        }

        public override void WriteByte(byte value)
        {
            lock (gate)
            {
                base.WriteByte(value);
            }
        }

        public override void Flush()
        {
            lock (gate)
            {
                base.Flush();
            }
        }
    }
}
