using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Tests;

public class FileTests
{
    public static TheoryData<TraceCompression> Compressions => [.. Enum.GetValues<TraceCompression>()];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void What_was_written_is_read(TraceCompression compression)
    {
        foreach (var trace in (Trace[])[Samples.Small, Samples.Deadlock, Samples.Odd(1), Samples.Odd(2)])
        {
            Samples.AssertSame(trace, Samples.Read(Samples.Bytes(trace, compression)));
        }
    }

    [Fact]
    public void An_event_of_no_kind_is_of_no_other_kind()
    {
        TraceEvent[] events = [new(0, EventKind.Log, 0, 0, 0, 0), new(0, EventKind.None, 0, 0, 0, 0), new(0, EventKind.Log, 0, 0, 0, 0)];
        var trace = new Trace(new TraceHeader("", TraceMode.Observe, 0, 0), events, [], []);

        Assert.Equal(events, Samples.Read(Samples.Bytes(trace)).Events);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void What_was_written_while_a_program_went_on_is_read(TraceCompression compression)
    {
        using var stream = new MemoryStream();
        using (var writer = new TraceWriter(stream, Samples.Small.Header, compression, leaveOpen: true) { IsLive = true })
        {
            writer.Write(Samples.Small);
        }

        Samples.AssertSame(Samples.Small, Samples.Read(stream.ToArray()));
    }

    [Fact]
    public void A_trace_of_many_chunks_is_read_in_little_memory()
    {
        var trace = Samples.Odd(3, 400_000);
        var bytes = Samples.Bytes(trace);
        using var reader = new TraceReader(new MemoryStream(bytes));
        var (chunks, events) = (0, 0);
        while (reader.Read() is { } chunk)
        {
            Assert.Equal(trace.Events.Skip(events).Take(chunk.Events.Length), chunk.Events.ToArray());
            events += chunk.Events.Length;
            chunks++;
            Assert.InRange(chunk.Events.Length, 0, 1 << 16);
        }

        Assert.Equal((trace.Events.Count, true, null), (events, chunks > 5, reader.Warning));
        Assert.Equal(trace.Deadlock!.Waits.Count, reader.Deadlock!.Waits.Count);
    }

    [Fact]
    public void The_sites_of_a_file_need_no_woven_assembly()
    {
        var trace = Samples.Read(Samples.Bytes(Samples.Small));
        Assert.Equal("a.cs:22 A.B (Lock.Enter)", trace.SiteAt(trace.Events[3].Site).ToString());
        Assert.Equal(Site.Unknown, trace.SiteAt(12345));
    }

    [Fact]
    public void A_file_cut_anywhere_has_everything_up_to_its_last_whole_chunk()
    {
        var bytes = Chunked(out var ends);
        for (var length = 0; length < bytes.Length; length++)
        {
            var whole = ends.Count(end => end <= length);
            using var stream = new MemoryStream(bytes, 0, length);
            if (whole == 0)
            {
                var e = Assert.Throws<TraceFormatException>(() => new TraceReader(stream, "cut"));
                Assert.Equal(length < 12 ? "CTR0301" : "CTR0304", e.Code);
                continue;
            }

            using var reader = new TraceReader(stream, "cut");
            var trace = TraceLoader.Load(reader);
            Assert.Equal(Samples.Small.Events.Take(whole), trace.Events.SkipLast(1));
            Assert.Equal(EventKind.EventsLost, trace.Events[^1].Kind);
            Assert.StartsWith("CTR0306: cut: the trace is truncated: it ends at byte ", trace.Events[^1].Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_bit_costs_its_chunk_and_those_behind_it()
    {
        var bytes = Chunked(out var ends);
        for (var i = 12; i < bytes.Length; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x10;
            var whole = ends.Count(end => end <= i);
            if (whole == 0)
            {
                Assert.Equal("CTR0304", Assert.Throws<TraceFormatException>(() => Samples.Read(damaged)).Code);
                continue;
            }

            var trace = Samples.Read(damaged);
            Assert.Equal(Samples.Small.Events.Take(whole), trace.Events.SkipLast(1));
            Assert.Matches("^CTR030[67]: trace: ", trace.Events[^1].Text!);
        }
    }

    [Fact]
    public void What_is_no_trace_is_refused()
    {
        var e = Assert.Throws<TraceFormatException>(() => Samples.Read("PK\u0003\u0004 something else entirely"u8.ToArray()));
        Assert.Equal("CTR0301: trace: not a trace: it begins neither with \"CTRACE\" nor with \"concurrencytrace-text\". Give the .ctrace file, or its text, that a run wrote.", e.Message);
    }

    [Fact]
    public void A_newer_version_is_refused_with_the_mend()
    {
        var bytes = Samples.Bytes(Samples.Small);
        bytes[8] = 2;
        var e = Assert.Throws<TraceFormatException>(() => Samples.Read(bytes));
        Assert.Equal("CTR0302: trace: format version 2 is newer than version 1, which this build reads. Update the ConcurrencyTrace packages or the ctrace tool.", e.Message);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "none.ctrace");
        Assert.StartsWith($"CTR0303: {path}: cannot read the trace: ", Assert.Throws<TraceFormatException>(() => Trace.Load(path)).Message, StringComparison.Ordinal);
        Assert.Equal("CTR0303", Assert.Throws<TraceFormatException>(() => TraceReader.Open(Path.GetTempPath())).Code);
    }

    [Fact]
    public void Save_and_Load_make_their_folder_and_know_both_forms()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "a", "b.ctrace");
            Samples.Deadlock.Save(path);
            Samples.AssertSame(Samples.Deadlock, Trace.Load(path));
            File.WriteAllText(path, TraceText.Write(Samples.Deadlock));
            Samples.AssertSame(Samples.Deadlock, Trace.Load(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_writer_that_was_not_completed_leaves_a_truncated_trace()
    {
        using var stream = new MemoryStream();
        using (var writer = new TraceWriter(stream, Samples.Small.Header, leaveOpen: true))
        {
            writer.Define(Samples.Small.Operations[0]);
            writer.Write(Samples.Small.Events[0]);
        }

        var trace = Samples.Read(stream.ToArray());
        Assert.Equal([EventKind.OperationCreated, EventKind.EventsLost], trace.Events.Select(e => e.Kind));
    }

    /// <summary>The small trace with a chunk an event, the last of which is the last chunk.</summary>
    private static byte[] Chunked(out List<int> ends)
    {
        ends = [];
        using var stream = new MemoryStream();
        using var writer = new TraceWriter(stream, Samples.Small.Header, TraceCompression.Deflate, leaveOpen: true);
        writer.Define(Samples.Small.Operations[0]);
        writer.Define(Samples.Small.Resources[0]);
        for (var i = 0; i < Samples.Small.Events.Count; i++)
        {
            writer.Write(Samples.Small.Events[i]);
            if (i < Samples.Small.Events.Count - 1)
            {
                writer.Flush();
                ends.Add((int)stream.Length);
            }
        }

        writer.Complete();
        ends.Add((int)stream.Length);
        return stream.ToArray();
    }
}
