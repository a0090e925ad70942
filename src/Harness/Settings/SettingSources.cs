namespace ConcurrencyTrace.Harness.Settings;

/// <summary>Reads settings from the command line, then from the environment.</summary>
/// <remarks>The test platform's options arrive through <see cref="AppContext"/>, so that this part works where the platform is not used.</remarks>
internal static class SettingSources
{
    private const string Prefix = "ConcurrencyTrace.Option.";

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
