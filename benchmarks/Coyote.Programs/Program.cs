using System.Diagnostics;
using System.Globalization;
using ConcurrentPrograms;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

// Usage: Coyote.Programs <program> <seconds>. Prints the iterations a second of Coyote's own engine, or what went wrong.
var body = SixPrograms.Get(int.Parse(args[0], CultureInfo.InvariantCulture));
var seconds = double.Parse(args[1], CultureInfo.InvariantCulture);
Run(50, 1);
var estimate = Run(50, 2);
var iterations = (uint)Math.Max(50, seconds / estimate);
Console.WriteLine((1 / Run(iterations, 3)).ToString(CultureInfo.InvariantCulture));

// Seconds an iteration.
double Run(uint iterations, uint seed)
{
    var configuration = Configuration.Create()
        .WithTelemetryEnabled(false)
        .WithVerbosityEnabled(VerbosityLevel.None)
        .WithRandomStrategy()
        .WithRandomGeneratorSeed(seed)
        .WithTestingIterations(iterations);
    using var engine = TestingEngine.Create(configuration, body);
    engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
    if (!engine.IsTestRewritten())
    {
        throw new InvalidOperationException("not rewritten by Coyote's tool");
    }

    var clock = Stopwatch.StartNew();
    engine.Run();
    var elapsed = clock.Elapsed.TotalSeconds;
    if (engine.TestReport.NumOfFoundBugs > 0)
    {
        throw new InvalidOperationException(engine.TestReport.BugReports.First());
    }

    var ran = engine.TestReport.NumOfExploredFairPaths + engine.TestReport.NumOfExploredUnfairPaths;
    return ran == iterations ? elapsed / iterations : throw new InvalidOperationException($"ran {ran} of {iterations} iterations");
}
