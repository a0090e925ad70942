using System.Globalization;
using Benchmarks;

if (args is [SwitchedOff.Argument, var programs, var number])
{
    OnThread(() => SwitchedOff.Measure(programs, int.Parse(number, CultureInfo.InvariantCulture)));
    return;
}

// Usage: Benchmarks <folder of the plain programs> <of those that Coyote's tool rewrote> <of those woven without memory> <results file> [part …]
var (plain, rewritten, memoryless, file) = (args[0], args[1], args[2], args[3]);
var parts = args[4..];
using var results = new Results(file);

OnThread(Run);

// As in a test run: not on the main thread, whose processors every new thread is given and which therefore is not kept on one.
static void OnThread(ThreadStart run)
{
    var thread = new Thread(run);
    thread.Start();
    thread.Join();
}

void Run()
{
    results.Header();
    // First: the threads of earlier programs would hide those that it needs.
    if (IsWanted("memory"))
    {
        Memory.Run(results);
    }

    if (IsWanted("coyote"))
    {
        AgainstCoyote.Run(results, rewritten);
    }

    if (IsWanted("steps"))
    {
        StepTimes.Run(results);
    }

    if (IsWanted("off"))
    {
        SwitchedOff.Run(results, plain);
    }

    if (IsWanted("accesses"))
    {
        MemoryWeaving.Run(results, memoryless);
    }

    if (IsWanted("weaving"))
    {
        WeavingSpeed.Run(results);
    }

    if (IsWanted("recording"))
    {
        Recording.Run(results);
    }

    if (IsWanted("http"))
    {
        HttpService.Run(results);
    }

    if (IsWanted("trace"))
    {
        TraceFiles.Run(results);
    }

    results.Load("at the end");
}

bool IsWanted(string part) => parts.Length == 0 || parts.Contains(part);
