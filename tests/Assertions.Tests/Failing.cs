using Xunit;
using Xunit.Sdk;

namespace ConcurrencyTrace.Assertions.Tests;

internal static class Failing
{
    /// <summary>The message of the failed assertion; it must be xunit's own exception, or xunit reports an error.</summary>
    public static string Message(Action assertion) => Assert.ThrowsAny<XunitException>(assertion).Message.ReplaceLineEndings("\n");
}
