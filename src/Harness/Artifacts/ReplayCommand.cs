using ConcurrencyTrace.Harness.Settings;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>The one command that replays a failure.</summary>
internal static class ReplayCommand
{
    public static string For(IXunitTest test, string schedule)
    {
        var typeName = test.TestMethod.TestClass.TestClassName;
        var simpleName = typeName[(typeName.LastIndexOf('.') + 1)..];
        var name = $"{simpleName}.{test.TestMethod.MethodName}";
        var (project, file) = (Project(test.TestCase.SourceFilePath), RunDirectories.Display(schedule));
        return RunDirectories.PlatformRuns
            ? $"dotnet test{(project is null ? "" : $" --project {Quote(project)}")} --filter-method \"*{name}\" --trace-replay {Quote(file)}"
            : $"dotnet test{(project is null ? "" : $" {Quote(project)}")} --filter \"FullyQualifiedName~{name}\" -e {Quote($"{Setting.Replay.Environment}={file}")}";
    }

    /// <summary>The nearest folder above the test's source with one project in it; null when that is where the user is, or is not to be found.</summary>
    private static string? Project(string? sourceFile)
    {
        for (var folder = Path.GetDirectoryName(sourceFile); !string.IsNullOrEmpty(folder) && Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            var projects = Directory.GetFiles(folder, "*.*proj");
            if (projects.Length > 0)
            {
                var project = projects.Length == 1 ? folder : projects.Order(StringComparer.Ordinal).First();
                var display = RunDirectories.Display(project);
                return display == "." ? null : display;
            }
        }

        return null;
    }

    private static string Quote(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
