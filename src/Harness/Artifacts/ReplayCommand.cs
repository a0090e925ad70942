using ConcurrencyTrace.Harness.Settings;
using ConcurrencyTrace.Tracing.Places;
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
        var (project, file) = (Project(test), RunDirectories.Display(schedule));
        var variable = Quote($"{Setting.Replay.Environment}={file}");
        return RunDirectories.PlatformRuns
            ? $"dotnet {(RunDirectories.PlatformIsTold ? "test" : "run")}{(project is null ? "" : $" --project {Quote(project)}")}{(RunDirectories.PlatformIsTold ? "" : " --")} --filter-method \"*{name}\" --trace-replay {Quote(file)}"
            : RunDirectories.ConsoleRuns
            ? $"dotnet run{(project is null ? "" : $" --project {Quote(project)}")} -e {variable} -- -method \"*{name}\""
            : $"dotnet test{(project is null ? "" : $" {Quote(project)}")} --filter \"FullyQualifiedName~{name}\" -e {variable}";
    }

    /// <summary>
    /// The nearest folder with one project in it above the test's source, or above the assembly where the source is another project's, as that of inherited tests can
    /// be; null when that is where the user is, or is not to be found.
    /// </summary>
    private static string? Project(IXunitTest test)
    {
        var isInherited = test.TestMethod.Method.DeclaringType?.Assembly != test.TestMethod.TestClass.Class.Assembly;
        for (var folder = isInherited ? AppContext.BaseDirectory : SourceFolder.Of(test.TestCase.SourceFilePath); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
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
