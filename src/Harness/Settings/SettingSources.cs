namespace ConcurrencyTrace.Harness.Settings;

/// <summary>Reads settings from the command line, then from the environment.</summary>
/// <remarks>The test platform's options arrive through <see cref="AppContext"/>, so that this part works where the platform is not used.</remarks>
internal static class SettingSources
{
    /// <summary>What the variables of all settings begin with.</summary>
    public const string VariablePrefix = "CONCURRENCYTRACE_";

    private const string Prefix = "ConcurrencyTrace.Option.";

    /// <summary>Variables that look like a setting's and are none's: misspelt, or of another version.</summary>
    public static IEnumerable<string> UnknownVariables =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(static name => name.StartsWith(VariablePrefix, StringComparison.Ordinal) && Setting.All.All(setting => setting.Environment != name))
            .Order(StringComparer.Ordinal);

    public static SettingValue? Read(Setting setting)
    {
        if (AppContext.GetData(Prefix + setting.Option) is string option)
        {
            return new SettingValue(option, "--" + setting.Option);
        }

        var variable = Environment.GetEnvironmentVariable(setting.Environment);
        return string.IsNullOrWhiteSpace(variable) ? null : new SettingValue(variable, setting.Environment);
    }

    public static void SetOption(Setting setting, string value) => AppContext.SetData(Prefix + setting.Option, value);
}
