using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Serialization;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Objects of the platform that keep a state and are not made for several threads, what looks through collections, and what is the same for ever.</summary>
public class UnsafeObjectTests
{
    public static TheoryData<string, Action> Racing => new()
    {
        { "a hash", () => Both(SHA256.Create(), static hash => hash.ComputeHash([1])) },
        { "a hash of parts", () => Both(IncrementalHash.CreateHash(HashAlgorithmName.SHA256), static hash => hash.AppendData([1])) },
        { "an encoder", () => Both(Encoding.UTF8.GetEncoder(), static encoder => encoder.GetBytes("a", new byte[8], flush: true)) },
        { "a decoder", () => Both(Encoding.UTF8.GetDecoder(), static decoder => decoder.GetChars("a"u8, new char[8], flush: true)) },
        { "a compression", () => Both(new DeflateStream(new MemoryStream(), CompressionMode.Compress), static stream => stream.Write([1])) },
        { "an encryption", () => Both(new CryptoStream(Stream.Null, SHA256.Create(), CryptoStreamMode.Write), static stream => stream.Write([1])) },
        { "an archive", () => Both(new ZipArchive(new MemoryStream(), ZipArchiveMode.Create), static archive => archive.CreateEntry("a")) },
        { "a writer of JSON", () => Both(new Utf8JsonWriter(new ArrayBufferWriter<byte>()), static writer => writer.Flush()) },
        { "a writer of XML", () => Both(XmlWriter.Create(Stream.Null), static writer => writer.Flush()) },
        { "a reader of XML", () => Both(XmlReader.Create(new StringReader("<a/>")), static reader => reader.Read()) },
        { "a collection of Visual Basic", () => Both(new Microsoft.VisualBasic.Collection(), static collection => collection.Add("a")) },
        { "headers", () => Both(new HttpRequestMessage().Headers, static headers => headers.Add("a", "b")) },
        { "an enumerator that is given", () => Both(Enumerable.Range(0, 3).GetEnumerator(), Next) },
        { "ConcurrentQueue", () => Filled(static list => new ConcurrentQueue<int>(list)) },
        { "ConcurrentDictionary", () => Filled(static list => new ConcurrentDictionary<int, int>(list.Select(i => KeyValuePair.Create(i, i)))) },
        { "ToImmutableHashSet", () => Filled(ImmutableHashSet.ToImmutableHashSet) },
        { "ToImmutableDictionary", () => Filled(static list => list.ToImmutableDictionary(i => i)) },
        { "ToImmutableSortedSet", () => Filled(static list => list.ToImmutableSortedSet()) },
        { "XmlSerializer", () => Filled(static list => Serialized(list)) },
        { "DataContractSerializer", () => Filled(static list => Contracted(list)) },
        { "AsParallel", () => Filled(static list => list.AsParallel().Sum()) },
    };

    [Theory]
    [MemberData(nameof(Racing))]
    public void It_races(string what, Action body) => Assert.NotEmpty(Fails(FailureKind.DataRace, body).Summary + what);

    [Fact]
    public void The_report_calls_it_by_the_name_that_programs_know() =>
        Assert.Contains("  SHA256 is not made for several threads", Fails(FailureKind.DataRace, () => Both(SHA256.Create(), static hash => hash.ComputeHash([1]))).Report, StringComparison.Ordinal);

    [Fact]
    public void A_number_in_bytes_is_read_and_written() => Fails(FailureKind.Exception, () =>
    {
        var bytes = new byte[4];
        void Add() => MemoryMarshal.Write(bytes, MemoryMarshal.Read<int>(bytes) + 1);
        Together(Add, Add);
        if (bytes[0] != 2)
        {
            throw new InvalidOperationException("one was lost");
        }
    });

    [Fact]
    public void Who_locks_what_a_collection_has_for_it_does_not_race() => Passes(() =>
    {
        ICollection list = new List<int>();
        var queue = new Queue();
        void Add()
        {
            lock (list.SyncRoot)
            {
                ((List<int>)list).Add(1);
            }

            lock (queue.SyncRoot)
            {
                queue.Enqueue(1);
            }
        }

        Together(Add, Add);
        Assert.Equal((2, 2), (list.Count, queue.Count));
    });

    [Fact]
    public void What_stays_the_same_does_not_race() => Passes(() =>
    {
        var map = new Dictionary<string, int>();
        var stream = new MemoryStream();
        var writer = new StreamWriter(stream);
        using var hash = SHA256.Create();
        Together(
            () =>
            {
                map["a"] = 1;
                writer.Write('a');
                hash.ComputeHash([1]);
            },
            () => Assert.True(map.Comparer is not null && !((IDictionary)map).IsReadOnly && stream.CanWrite && writer.BaseStream == stream && writer.Encoding is not null && hash.HashSize == 256));
    });

    private static void Both<T>(T shared, Action<T> use) => Together(() => use(shared), () => use(shared));

    private static void Filled(Func<List<int>, object> look)
    {
        var list = new List<int> { 1 };
        Together(() => list.Add(2), () => Assert.NotNull(look(list)));
    }

    private static void Next(IEnumerator<int> numbers) => numbers.MoveNext();

    private static MemoryStream Serialized(List<int> list)
    {
        var stream = new MemoryStream();
        new XmlSerializer(typeof(List<int>)).Serialize(stream, list);
        return stream;
    }

    private static MemoryStream Contracted(List<int> list)
    {
        var stream = new MemoryStream();
        new DataContractSerializer(typeof(List<int>)).WriteObject(stream, list);
        return stream;
    }
}
