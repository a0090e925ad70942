namespace ConcurrencyTrace.Assertions.Tests.Programs;

/// <summary><c>docs/assertions.md</c> says what the assertions say.</summary>
public class AssertionsDocumentTests
{
    /// <summary>Set to 1 to write the file instead of comparing it.</summary>
    private const string Accept = "CONCURRENCYTRACE_ACCEPT";

    [Fact]
    public void The_document_is_what_running_the_assertions_gives()
    {
        var current = File.ReadAllText(AssertionsDocument.FilePath).ReplaceLineEndings("\n");
        var wanted = AssertionsDocument.Make(AssertionsDocument.Introduction(current));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(AssertionsDocument.FilePath, wanted);
            return;
        }

        Assert.True(wanted == current, $"docs/assertions.md is not up to date; run this test with {Accept}=1. It should be:\n{wanted}");
    }
}
