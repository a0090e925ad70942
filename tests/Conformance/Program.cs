using System.Globalization;
using ConcurrencyTrace.Conformance;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// table: runs the whole suite and prints it.  replay FOLDER FIRST: replays the schedules that another process found.  Anything else: the tests.
return args switch
{
    ["table"] => Table.Print(),
    ["replay", var folder, var first] => FreshProcess.ReplayAll(folder, int.Parse(first, CultureInfo.InvariantCulture)),
    _ when args.Any(a => a is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
