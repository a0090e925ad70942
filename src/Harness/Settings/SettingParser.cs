using System.Globalization;
using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Harness.Settings;

/// <summary>Turns the text of a setting into its value, or says what is wrong with it.</summary>
internal static class SettingParser
{
    public static int Count(SettingValue value) =>
        int.TryParse(value.Text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw HarnessErrors.NotAWholeNumber(value);

    public static double Seconds(SettingValue value) => Finite(value) ?? throw HarnessErrors.NotSeconds(value);

    public static double Milliseconds(SettingValue value) => Finite(value) ?? throw HarnessErrors.NotMilliseconds(value);

    public static ulong Seed(SettingValue value)
    {
        var text = value.Text.Trim();
        var parsed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seed)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
        return parsed ? seed : throw HarnessErrors.NotASeed(value);
    }

    public static bool Switch(SettingValue value) =>
        bool.TryParse(value.Text.Trim(), out var on) ? on : throw HarnessErrors.NotASwitch(value);

    /// <summary>The name of a value, in upper or lower case.</summary>
    public static T Name<T>(SettingValue value)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(value.Text.Trim(), StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(value.Text.Trim(), ignoreCase: true)
            : throw HarnessErrors.UnknownName<T>(value);

    public static Shard Part(SettingValue value) => Shard.Parse(value.Text.Trim()) ?? throw HarnessErrors.NotAShard(value);

    public static long Bytes(SettingValue value) =>
        long.TryParse(value.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : throw HarnessErrors.NotBytes(value);

    public static int Days(SettingValue value) =>
        int.TryParse(value.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : throw HarnessErrors.NotDays(value);

    /// <summary>The value for which <c>none</c> stands: a command line takes no negative number.</summary>
    public static Func<SettingValue, T> OrNone<T>(T none, Func<SettingValue, T> parse) =>
        value => value.Text.Trim().Equals("none", StringComparison.OrdinalIgnoreCase) ? none : parse(value);

    public static string FilePath(SettingValue value) =>
        value.Text.Trim().Length > 0 ? Path.GetFullPath(value.Text.Trim(), RunDirectories.Start) : throw HarnessErrors.NoPath(value);

    private static double? Finite(SettingValue value) =>
        double.TryParse(value.Text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
