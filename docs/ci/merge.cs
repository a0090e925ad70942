// Joins what the machines left that shared the schedules of the tests: dotnet run merge.cs <folder with all their artifacts>
// Writes the joined results, and what failed with the schedule to replay, into the summary of the job where there is one.

#:package ConcurrencyTrace.Exploration@*-*
#:property ConcurrencyTraceWeave=false
#:property ManagePackageVersionsCentrally=false
#:property RestorePackagesWithLockFile=false

using ConcurrencyTrace.Exploration;

try
{
    var tests = ExplorationSummary.MergeFolder(args is [var folder] ? folder : "TestResults");
    var text = new StringWriter();
    text.WriteLine("| test | schedules | distinct outcomes | failure |\n|---|---|---|---|");
    foreach (var test in tests)
    {
        var failure = test.Failures.Count == 0 ? "" : $"{test.Failures[0].Summary} (schedule {test.Failures[0].ScheduleNumber})";
        text.WriteLine($"| {test.Test} | {test.SchedulesRun}{(test.Exhausted ? ", all there are" : "")} | {test.Outcomes.Count} | {failure.Replace("|", "\\|")} |");
    }

    foreach (var test in tests.Where(test => test.LeftUnjudged))
    {
        // Where a test judges all its schedules together (AfterExploration), no machine did: do it here.
        text.WriteLine($"\n{test.Test} came to {string.Join(", ", test.Outcomes.Select(outcome => $"{outcome.Key} ({outcome.Value} times)"))}; no machine alone has judged that.");
    }

    foreach (var test in tests.Where(test => test.Failures.Count > 0))
    {
        var schedule = Path.Combine("TestResults", "merged", string.Concat(test.Test.Split(Path.GetInvalidFileNameChars())) + ".schedule");
        test.Failures[0].Schedule.Save(schedule);
        text.WriteLine($"\n````text\n{test.Failures[0].Report}\n````\n\nThe schedule to replay is `{schedule}`.");
    }

    Console.Write(text);
    if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
    {
        File.AppendAllText(summary, text.ToString());
    }

    return tests.Any(test => test.Failures.Count > 0) ? 2 : 0;
}
catch (Exception e) when (e is ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
