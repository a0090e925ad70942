namespace ConcurrencyTrace.Harness.Settings;

/// <summary>What was given for a setting.</summary>
/// <param name="Text">The text as given.</param>
/// <param name="Source">Where: <c>--trace-seed</c> or <c>CONCURRENCYTRACE_SEED</c>; errors name it.</param>
internal sealed record SettingValue(string Text, string Source);
