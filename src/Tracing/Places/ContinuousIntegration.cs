namespace ConcurrencyTrace.Tracing.Places;

/// <summary>Whether this process runs on a build server, and on whose.</summary>
internal static class ContinuousIntegration
{
    // Each is set by the service that it names; the first is set by nearly all.
    private static readonly string[] Variables = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "TEAMCITY_VERSION", "JENKINS_URL", "BUILD_BUILDID"];

    public static bool Detected => Array.Exists(Variables, IsSet);

    public static bool IsGitHub => IsSet("GITHUB_ACTIONS");

    public static bool IsAzure => IsSet("TF_BUILD");

    private static bool IsSet(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0";
}
