using System.Text;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Tracing.Format;
using ConcurrencyTrace.Tracing.Validation;

namespace ConcurrencyTrace.Tracing.Tests.Fuzzing;

/// <summary>
/// Whatever a file holds, reading it ends, within bounded memory, in a trace or schedule or in the documented exception, whose message names the file,
/// what is wrong and the mend. The mutations are the same in every run; a failure prints what gives it again.
/// </summary>
public class FuzzTests
{
    private const int Mutations = 8_000;

    // What the largest chunk may need; far below what a length that is not true could claim.
    private const long MostAllocated = 256L << 20;

    public static TheoryData<TraceCompression> Compressions => [.. Enum.GetValues<TraceCompression>()];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void A_file_with_changed_bytes(TraceCompression compression) =>
        Fuzz(Samples.Bytes(Samples.Odd(1, 100), compression), bytes => Check(Samples.Read(bytes)));

    /// <summary>Checksums keep chance out; who means ill computes them anew.</summary>
    [Fact]
    public void A_chunk_with_changed_content_and_the_right_checksum() =>
        Fuzz(Content(Samples.Odd(2, 100)), content => Check(Samples.Read(Framed(content))));

    [Fact]
    public void A_text_with_changed_characters() =>
        Fuzz(Encoding.UTF8.GetBytes(TraceText.Write(Samples.Odd(3, 60))), bytes => Check(TraceText.Parse(Encoding.UTF8.GetString(bytes))));

    [Fact]
    public void A_schedule_with_changed_characters() =>
        Fuzz(Encoding.UTF8.GetBytes(Samples.Deadlock.Header.ScheduleText), bytes => Schedule.Parse(Encoding.UTF8.GetString(bytes)).ToString());

    [Fact]
    public void Lengths_that_are_not_true_cost_no_memory()
    {
        var bytes = Samples.Bytes(Samples.Small, TraceCompression.None);
        foreach (var claimed in (uint[])[uint.MaxValue, int.MaxValue, 16 << 20])
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(16), claimed);
            BitConverter.TryWriteBytes(bytes.AsSpan(20), claimed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<TraceFormatException>(() => Samples.Read(bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    private static void Check(Trace trace)
    {
        // What was read must be fit for use.
        _ = TraceValidator.Problems(trace).Count + TraceText.Write(trace).Length;
    }

    private static void Fuzz(byte[] original, Action<byte[]> read)
    {
        read(original);
        for (var seed = 0; seed < Mutations; seed++)
        {
            var mutated = new Mutator(seed).Mutate(original);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(mutated);
            }
            catch (FormatException e) when (e is TraceFormatException or ScheduleFormatException)
            {
                Assert.Matches(@"^CTR0\d{3}: (trace|schedule)(:\d+)?: .*\.$", e.Message.ReplaceLineEndings(" "));
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {seed} gave {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocated, $"Mutation {seed} allocated {allocated} bytes.");
        }
    }

    private static byte[] Content(Trace trace)
    {
        var bytes = Samples.Bytes(trace, TraceCompression.None);
        return bytes[(TraceFormat.HeaderLength + TraceFormat.ChunkHeaderLength)..];
    }

    private static byte[] Framed(byte[] content)
    {
        using var stream = new MemoryStream();
        stream.Write(Samples.Bytes(Samples.Small).AsSpan(0, TraceFormat.HeaderLength));
        ChunkFrame.Write(stream, ChunkKind.Last, TraceCompression.None, content, content.Length, 1);
        return stream.ToArray();
    }
}
