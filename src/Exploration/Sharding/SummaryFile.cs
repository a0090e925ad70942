using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ConcurrencyTrace.Exploration.Sharding;

/// <summary>The JSON form of a summary. A schedule in it is the text of a schedule file.</summary>
internal static class SummaryFile
{
    /// <summary>Finds the files that traced tests leave.</summary>
    public const string Pattern = "shard-*-of-*.json";

    private const string VersionName = "concurrencytraceSummary";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        TypeInfoResolver = SummaryJson.Default,
        Converters = { new JsonStringEnumConverter<FailureKind>(), new AsText<ulong>(n => $"0x{n:X16}", ParseSeed), new AsText<Shard>(s => s.ToString(), ParseShard), new AsText<Schedule>(s => s.ToString(), text => Schedule.Parse(text)) },
    };

    /// <summary>The name of the file of one machine's part.</summary>
    public static string NameOf(Shard shard) => string.Create(CultureInfo.InvariantCulture, $"shard-{shard.Index}-of-{shard.Count}.json");

    public static string Format(ExplorationSummary summary)
    {
        var json = new JsonObject { [VersionName] = ExplorationSummary.CurrentVersion };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(summary, Options)!.AsObject())
        {
            json[name] = value?.DeepClone();
        }

        return json.ToJsonString(Options) + "\n";
    }

    public static ExplorationSummary Parse(string text, string file)
    {
        try
        {
            var json = JsonNode.Parse(text) as JsonObject ?? throw new JsonException("not a JSON object");
            var version = json[VersionName]?.GetValue<int>() ?? throw new JsonException($"\"{VersionName}\" is missing");
            return version > ExplorationSummary.CurrentVersion ? throw new JsonException($"format version {version} is newer than version {ExplorationSummary.CurrentVersion}, which this build reads")
                : json.Deserialize<ExplorationSummary>(Options) is { Shard.IsValid: true } summary ? summary
                : throw new JsonException("the shard is none");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw ExplorationErrors.NotASummary(file, e);
        }
    }

    private static ulong ParseSeed(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static Shard ParseShard(string text) => Shard.Parse(text) ?? throw new FormatException($"\"{text}\" is no shard");

    private sealed class AsText<T>(Func<T, string> format, Func<string, T> parse) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(format(value));
    }
}
