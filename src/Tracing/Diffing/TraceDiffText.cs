using System.Text;
using ConcurrencyTrace.Tracing.Judging;

namespace ConcurrencyTrace.Tracing.Diffing;

/// <summary>Differences in words, the most telling first.</summary>
internal static class TraceDiffText
{
    public static string Write(TraceDiff diff)
    {
        if (diff.IsEmpty)
        {
            return "no difference\n";
        }

        var text = new StringBuilder();
        foreach (var operation in diff.Appeared)
        {
            text.Append("appeared  ").Append(operation.Lineage).Append('\n');
        }

        foreach (var operation in diff.Vanished)
        {
            text.Append("vanished  ").Append(operation.Lineage).Append('\n');
        }

        foreach (var time in diff.Slower)
        {
            Time("slower", time);
        }

        foreach (var time in diff.Operations.SelectMany(o => o.Times).Where(t => t.Change < TimeSpan.Zero).OrderBy(t => t.Change))
        {
            Time("faster", time);
        }

        if (diff.Decision is { } decision)
        {
            text.Append("decision  ").Append(decision.Number).Append(": ").Append(decision.Before ?? "none").Append(" before, ").Append(decision.After ?? "none").Append(" after\n");
        }

        return text.ToString();

        void Time(string word, TimeDiff time) => text.Append(word.PadRight(10)).Append(time.Lineage).Append(": ").Append(time.What).Append(' ')
            .Append(TraceWords.Time(time.Before)).Append(" before, ").Append(TraceWords.Time(time.After)).Append(" after\n");
    }
}
