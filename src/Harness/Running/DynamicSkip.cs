using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Makes skips, and tells one thrown by code outside a test (a data source) from a failure, by xunit's own contract.</summary>
internal static class DynamicSkip
{
    /// <summary>What a test is skipped by.</summary>
    public static Exception Because(string reason) => new InvalidOperationException(DynamicSkipToken.Value + reason);

    public static string? ReasonOf(Exception exception, Type[]? skipExceptions)
    {
        if (exception.Message.StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal))
        {
            return exception.Message[DynamicSkipToken.Value.Length..];
        }

        return skipExceptions?.Contains(exception.GetType()) != true ? null
            : exception.Message.Length > 0 ? exception.Message
            : $"Exception of type '{exception.GetType().FullName}' was thrown";
    }
}
