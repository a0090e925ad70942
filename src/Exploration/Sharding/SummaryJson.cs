using System.Text.Json.Serialization;

namespace ConcurrencyTrace.Exploration.Sharding;

/// <summary>How a summary is made of JSON, written by the compiler: applications of one file, such as the job that joins results, may not reflect.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExplorationSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
