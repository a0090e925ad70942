namespace ConcurrencyTrace.Harness.Settings;

/// <summary>The places where settings are given.</summary>
internal enum SettingLevel
{
    /// <summary>The options of the test platform.</summary>
    CommandLine,

    /// <summary>The environment.</summary>
    Environment,

    /// <summary>The test's own attribute.</summary>
    Attribute,

    /// <summary>The assembly's defaults.</summary>
    Assembly,
}
