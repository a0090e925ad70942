using System.Runtime.CompilerServices;
using ConcurrencyTrace.Exploration;
using Xunit.Sdk;

namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary>An exploration that is judged as a whole, for the documentation.</summary>
internal static class WholeExploration
{
    private static readonly (Func<Task> Body, string Source) Example = WithSource(async () =>
    {
        TraceContext.Current.AfterExploration(result => result.Outcomes.Keys.Should().Equal(["2"], "no update may be lost"));
        var count = 0;
        await Task.WhenAll(Task.Run(() => count++), Task.Run(() => count++));
        TraceContext.Current.Outcome = $"{count}";
    });

    public static string Source => Example.Source;

    public static string Message => Assert.ThrowsAny<XunitException>(() => Explorer.Run(Example.Body)).Message.ReplaceLineEndings("\n");

    private static (Func<Task>, string) WithSource(Func<Task> body, [CallerArgumentExpression(nameof(body))] string source = "") => (body, source);
}
