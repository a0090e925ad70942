using System.Diagnostics;
using System.Xml.Linq;
using ConcurrencyTrace.Tracing.Validation;

namespace ConcurrencyTrace.Harness.Tests;

/// <summary>A run of the samples as a user runs tests: their executable as a process, judged by exit code, report and files.</summary>
internal sealed class SampleRun : IDisposable
{
    // The build server that runs these tests is not to hear of the samples' failures.
    private static readonly string[] NotOfTheSamples = ["CONCURRENCYTRACE_", "CI", "GITHUB_", "TF_BUILD", "BUILD_", "GITLAB_CI", "TEAMCITY_", "JENKINS_"];

    private readonly Dictionary<string, string?> environment = [];
    private string application = SamplesOutput;

    /// <summary>A folder of the run's own, its current directory at the start.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("harness-").FullName;

    public string Results => Path.Combine(Folder, "results");

    public string Artifacts => Path.Combine(Results, "concurrencytrace");

    public int ExitCode { get; private set; }

    public string Console { get; private set; } = "";

    public IReadOnlyList<SampleResult> Tests { get; private set; } = [];

    /// <summary>What the samples wrote down, in order.</summary>
    public IReadOnlyList<string> Journal { get; private set; } = [];

    /// <summary>The folder of the samples' project, or of their output.</summary>
    public static string SamplesOutput { get; } =
        AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}Harness.Tests{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}Harness.Tests.Samples{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    /// <summary>Has the run take the samples as the compiler wrote them, which nothing wove.</summary>
    public SampleRun Unwoven()
    {
        application = Path.Combine(Folder, "unwoven");
        Directory.CreateDirectory(application);
        foreach (var file in Directory.GetFiles(SamplesOutput))
        {
            File.Copy(file, Path.Combine(application, Path.GetFileName(file)));
        }

        var compiled = SamplesOutput.Replace($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        File.Copy(Path.Combine(compiled, "Harness.Tests.Samples.dll"), Path.Combine(application, "Harness.Tests.Samples.dll"), overwrite: true);
        return this;
    }

    public static SampleRun Of(string filter, params string[] options) => new SampleRun().Run(filter, options);

    public SampleRun With(string variable, string? value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>Runs the tests whose full method name matches.</summary>
    public SampleRun Run(string filter, params string[] options) => RunWith(["--filter-method", "*" + filter, .. options]);

    public SampleRun RunWith(params string[] options) =>
        RunInto(["--results-directory", Results, "--report-xunit-xml", "--report-xunit-xml-filename", "report.xml"], options);

    /// <summary>Runs with other options for where results go.</summary>
    public SampleRun RunInto(string[] results, params string[] options)
    {
        var report = Path.Combine(Results, "report.xml");
        var journal = Path.Combine(Folder, "journal.txt");
        Directory.CreateDirectory(Results);
        File.Delete(report);
        File.Delete(journal);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] always = [Path.Combine(application, "Harness.Tests.Samples.dll"), .. results, "--no-ansi", .. options.Contains("--progress") ? [] : (string[])["--progress", "off"]];
        foreach (var argument in always.Concat(options))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => Array.Exists(NotOfTheSamples, part => name.StartsWith(part, StringComparison.Ordinal))).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["SAMPLES_JOURNAL"] = journal;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var hung = false;
        using var limit = new Timer(_ => process.Kill(hung = true), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        var error = process.StandardError.ReadToEndAsync();
        Console = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        if (hung)
        {
            throw new TimeoutException($"The samples did not end within a minute: {string.Join(' ', options)}\n{Console}");
        }

        ExitCode = process.ExitCode;
        Tests = File.Exists(report) ? [.. XDocument.Load(report).Descendants("test").Select(SampleResult.Read)] : [];
        Journal = File.Exists(journal) ? File.ReadAllLines(journal) : [];
        foreach (var trace in Directory.GetFiles(Folder, "*.ctrace", SearchOption.AllDirectories))
        {
            Xunit.Assert.Empty(TraceValidator.Problems(Tracing.Trace.Load(trace)));
        }

        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
