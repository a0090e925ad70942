using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Exploration.Tests.Replaying;

// find PROGRAM FILE: explores and writes the failing schedule.  replay PROGRAM FILE: replays it.  Both print the failure's first lines.
var (verb, name, file) = (args[0], args[1], args[2]);
var program = BuggyPrograms.All[name];
var options = new ExplorerOptions { TestIdentity = name };
var result = verb == "find" ? Explorer.Run(program, options) : Explorer.Replay(program, Schedule.Load(file), options);
if (result.Failure is not { } failure)
{
    Console.WriteLine("nothing failed");
    return 1;
}

if (verb == "find")
{
    failure.Schedule.Save(file);
}

Console.WriteLine($"{failure.Kind}: {failure.Summary}");
return 0;
