namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>What was asked for, on the command line or in the environment. Assertions know no test platform, which passes its options by <see cref="AppContext"/>.</summary>
internal static class BaselineSetting
{
    public const string Variable = "CONCURRENCYTRACE_BASELINES";
    public const string Option = "trace-baselines";

    /// <summary>The mode; null where the value, which is given too, is none.</summary>
    public static (BaselineMode? Mode, string Text) Read()
    {
        var text = AppContext.GetData("ConcurrencyTrace.Option." + Option) as string ?? Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(text) ? (BaselineMode.Compare, "")
            : Enum.GetNames<BaselineMode>().Contains(text.Trim(), StringComparer.OrdinalIgnoreCase) ? (Enum.Parse<BaselineMode>(text.Trim(), ignoreCase: true), text)
            : (null, text);
    }
}
