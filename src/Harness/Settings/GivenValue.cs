namespace ConcurrencyTrace.Harness.Settings;

/// <summary>A value in force that somebody gave, and where.</summary>
/// <param name="Setting">Of what.</param>
/// <param name="Text">The value.</param>
/// <param name="Source">What errors call it: the option, the variable, or the attribute's property.</param>
/// <param name="Level">Where it was given: values that come from different places are no contradiction, the one is for all tests and the other for this.</param>
internal sealed record GivenValue(Setting Setting, string Text, string Source, SettingLevel Level)
{
    /// <summary>Whether the value has this name.</summary>
    public bool Is(string value) => Text.Trim().Equals(value, StringComparison.OrdinalIgnoreCase);
}
