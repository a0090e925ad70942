using System.Text.Json;
using ConcurrencyTrace.Tracing.Exports;
using Json.Schema;

namespace ConcurrencyTrace.Tracing.Tests.Exports;

/// <summary>Profiles, judged by the schema that speedscope publishes and makes of its importer's types.</summary>
public class SpeedscopeSchemaTests
{
    private static readonly string SchemaFile = Samples.RepositoryFile("tests/Tracing.Tests/Consumers/node_modules/speedscope/dist/release/file-format-schema.json");

    private static JsonSchema Schema => field ??= JsonSchema.FromText(File.ReadAllText(SchemaFile));

    private static void SkipWithoutSpeedscope() =>
        Assert.SkipUnless(File.Exists(SchemaFile), "Speedscope is not installed here: run 'npm ci' in tests/Tracing.Tests/Consumers.");

    private static EvaluationResults Judge(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    private static string Export(Trace trace, ExportTime time)
    {
        using var stream = new MemoryStream();
        SpeedscopeExport.Write(trace, stream, time);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    [Theory]
    [InlineData(ExportTime.Clock)]
    [InlineData(ExportTime.Order)]
    public void Speedscope_takes_what_is_exported(ExportTime time)
    {
        SkipWithoutSpeedscope();
        foreach (var trace in new[] { Samples.Deadlock, Samples.AtWork, Samples.Odd(1, 50) })
        {
            var judged = Judge(Export(trace, time));
            Assert.True(judged.IsValid, JsonSerializer.Serialize(judged));
        }
    }

    [Fact]
    public void The_schema_refuses_what_speedscope_would()
    {
        SkipWithoutSpeedscope();
        var json = Export(Samples.AtWork, ExportTime.Clock);

        Assert.False(Judge(json.Replace("\"evented\"", "\"eventful\"", StringComparison.Ordinal)).IsValid);
        Assert.False(Judge(json.Replace("\"frames\"", "\"places\"", StringComparison.Ordinal)).IsValid);
    }
}
