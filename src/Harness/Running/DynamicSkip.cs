using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Tells a skip thrown by code outside a test (a data source) from a failure, by xunit's own contract.</summary>
internal static class DynamicSkip
{
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
