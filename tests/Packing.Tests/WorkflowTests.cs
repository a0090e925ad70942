namespace ConcurrencyTrace.Packing.Tests;

/// <summary>The workflows in <c>docs/ci</c>; their steps are run by <see cref="PlatformConsumerTests"/>.</summary>
public class WorkflowTests
{
    [Theory]
    [InlineData("github-actions.yml")]
    [InlineData("azure-pipelines.yml")]
    [InlineData("gitlab-ci.yml")]
    public void The_workflows_run_those_steps_and_keep_what_they_leave(string workflow)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "ci", workflow));
        Assert.Contains("docs/ci/test.sh ", text, StringComparison.Ordinal);
        Assert.Matches("(path|publish|paths):\\s*(- )?TestResults", text);
        Assert.Contains("dotnet run docs/ci/merge.cs ", text, StringComparison.Ordinal);
    }
}
