using System.Globalization;
using System.Xml.Linq;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>One result in the report of a run.</summary>
internal sealed record SampleResult(string Name, string Outcome, TimeSpan Time, string Message, string StackTrace, string Output, string SkipReason, IReadOnlyList<string> Warnings, IReadOnlyList<string> Attachments, int SourceLine)
{
    public string FirstLine => Message.Split('\n')[0].TrimEnd();

    public static SampleResult Read(XElement test) => new(
        (string)test.Attribute("name")!,
        (string)test.Attribute("result")!,
        TimeSpan.FromSeconds(double.Parse((string?)test.Attribute("time") ?? "0", CultureInfo.InvariantCulture)),
        test.Element("failure")?.Element("message")?.Value.Replace("\\\"", "\"", StringComparison.Ordinal) ?? "", // xunit's report escapes quotes
        test.Element("failure")?.Element("stack-trace")?.Value ?? "",
        test.Element("output")?.Value ?? "",
        test.Element("reason")?.Value ?? "",
        [.. test.Descendants("warning").Select(w => w.Value)],
        [.. test.Descendants("attachment").Select(a => (string)a.Attribute("name")!)],
        (int?)test.Attribute("source-line") ?? 0);
}
