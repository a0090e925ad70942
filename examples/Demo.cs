// The main job, on a real package: finds a deadlock in Microsoft.Extensions.DependencyInjection 5.0.0, shows it, replays it from
// the schedule file, and runs the same test against the version that mended it.  dotnet run examples/Demo.cs

#:property RestorePackagesWithLockFile=false

using System.Diagnostics;
using System.Runtime.CompilerServices;

var example = Path.Combine(Path.GetDirectoryName(ThisFile())!, "DependencyInjectionDeadlock");
var artifacts = Path.Combine(Directory.GetCurrentDirectory(), "TestResults", "demo");
var replayed = Path.Combine(artifacts, "replayed");
if (Directory.Exists(artifacts))
{
    Directory.Delete(artifacts, recursive: true); // an earlier run's schedule is not this one's
}

Say("1. Explore: two requests against the container, under a scheduler that tries one interleaving after the other");
var found = Test("Tests", "--trace-artifacts", artifacts);
var schedule = Directory.Exists(artifacts)
    ? Directory.EnumerateFiles(artifacts, "*.schedule", SearchOption.AllDirectories).FirstOrDefault()
    : null;
if (found == 0 || schedule is null)
{
    return Fail("the deadlock was not found");
}

Say("2. Replay: the same failure from the schedule file alone");
if (Test("Tests", "--trace-replay", schedule, "--trace-artifacts", replayed) == 0 || !Reports(replayed).Any(report => report.Contains("DEADLOCK in", StringComparison.Ordinal)))
{
    return Fail("the schedule did not give the same failure");
}

Say("3. The same test against the version of the package that mended it");
if (Test("Tests.Fixed") != 0)
{
    return Fail("the mended version failed");
}

Say("Found, replayed, and gone in the mended version. The red results above are the bug.");
return 0;

int Test(string project, params string[] options)
{
    var start = new ProcessStartInfo("dotnet", ["test", "--project", Path.Combine(example, project), "-c", "Release", .. options]);
    using var process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode;
}

static IEnumerable<string> Reports(string folder) =>
    Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*report.md", SearchOption.AllDirectories).Select(File.ReadAllText) : [];

static void Say(string text) => Console.WriteLine($"\n=== {text}\n");

static int Fail(string text)
{
    Console.Error.WriteLine($"demo failed: {text}");
    return 1;
}

static string ThisFile([CallerFilePath] string path = "") => path;
